// What a daemon asks for in between: the past of a task, for an agent that has to get it back.
import { composePast, DEFAULT_PROMPT_LIMITS, SHORT_PROMPT_LIMITS } from "@makima/core/restoration";
import type { DaemonFrame, ServerFrame } from "@makima/protocol/mesh";
import type { Session } from "../../daemons/daemons.ts";
import { statement } from "../../db/database.ts";
import { pagePast, pastMessages } from "../../history/history.ts";
import { readTranscript } from "../../transcripts/transcripts.ts";
import type { World } from "../../world.ts";

type Request = Extract<DaemonFrame, { kind: "request" }>;
type Answer = Pick<Extract<ServerFrame, { kind: "response" }>, "text" | "data">;

const PROMPT_OF_RUN = statement(
  "first-prompt-of-run",
  `select min(m.seq)::int as seq, (select t.refusal ->> 'kind' = 'context_too_long' from task t
     where t.owner_id = $1 and t.id = $2) as "isShort" from message m
   join run r on r.owner_id = m.owner_id and r.task_id = m.task_id and r.epoch = m.epoch and r.daemon_id = $4 and r.status <> 'ended'
   where m.owner_id = $1 and m.task_id = $2 and m.epoch = $3 and m.role = 'user'`,
);

/** Throws when the run is not a live one of this daemon. */
export async function answerRequest(
  { db }: World,
  { session, request: { ask } }: { session: Session; request: Request },
): Promise<Answer> {
  const { ownerId, daemonId } = session;
  const { taskId, epoch } = ask;
  const key = [ownerId, taskId, epoch, daemonId];
  const prompt = await db.row<{ seq: number | null; isShort: boolean | null }>(PROMPT_OF_RUN, key);
  if (prompt?.seq == null) throw new Error("this run is not yours any more");
  const past = { ownerId, taskId, beforeSeq: prompt.seq };
  switch (ask.kind) {
    case "past": {
      const limits = prompt.isShort === true ? SHORT_PROMPT_LIMITS : DEFAULT_PROMPT_LIMITS;
      return { text: composePast(await pastMessages(db, past), limits) };
    }
    case "past_messages":
      return { text: "", data: await pagePast(db, { ...past, fromIndex: ask.fromIndex }) };
    case "past_transcript":
      return { text: "", data: await readTranscript(db, { ownerId, taskId, after: ask.after }) };
  }
}
