// What a daemon asks for in between: the past of a task, for an agent that cannot load its own session.
import { composePast, DEFAULT_PROMPT_LIMITS, SHORT_PROMPT_LIMITS } from "@makima/core/restoration";
import type { DaemonFrame } from "@makima/protocol/mesh";
import type { Session } from "../../daemons/daemons.ts";
import { statement } from "../../db/database.ts";
import { pastMessages } from "../../history/history.ts";
import type { World } from "../../world.ts";

type Request = Extract<DaemonFrame, { kind: "request" }>;

const PROMPT_OF_RUN = statement(
  "first-prompt-of-run",
  `select min(m.seq)::int as seq, (select t.refusal ->> 'kind' = 'context_too_long' from task t
     where t.owner_id = $1 and t.id = $2) as "isShort" from message m
   join run r on r.owner_id = m.owner_id and r.task_id = m.task_id and r.epoch = m.epoch and r.daemon_id = $4 and r.status <> 'ended'
   where m.owner_id = $1 and m.task_id = $2 and m.epoch = $3 and m.role = 'user'`,
);

/** Throws when the run is not a live one of this daemon. */
export async function answerRequest(
  world: World,
  { session, request }: { session: Session; request: Request },
): Promise<string> {
  const { ownerId, daemonId } = session;
  const { taskId, epoch } = request.ask;
  const prompt = await world.db.row<{ seq: number | null; isShort: boolean | null }>(PROMPT_OF_RUN, [
    ownerId,
    taskId,
    epoch,
    daemonId,
  ]);
  if (prompt?.seq == null) throw new Error("this run is not yours any more");
  const messages = await pastMessages(world.db, { ownerId, taskId, beforeSeq: prompt.seq });
  return composePast(messages, prompt.isShort === true ? SHORT_PROMPT_LIMITS : DEFAULT_PROMPT_LIMITS);
}
