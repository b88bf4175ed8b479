// Rewinds as a server sees them: rounds of its reconciler, and what the daemon with the worktree would answer.
import { takeRecord } from "@makima/server/doors/mesh/take-record";
import { carryOutRewinds } from "@makima/server/reconcilers/carry-out-rewinds";
import { rewindConversation } from "@makima/server/rewinds/rewind-conversation";
import { rewindTask } from "@makima/server/rewinds/rewind-task";
import { sleep } from "./ports/clock.ts";
import { look, type RunAt, send } from "./runs.ts";
import type { TestWorld } from "./world.ts";

type Row = Record<string, unknown>;
type TaskBody = Parameters<typeof rewindTask>[2]["body"];
type ConversationBody = Parameters<typeof rewindConversation>[2]["body"];

const HOW = { afterPoint: "keep", dryRun: false } as const;

export const carryOut = ({ world }: TestWorld) => carryOutRewinds.round(world);

/** A person asks for it, and nobody carries it out yet. */
export const askTask = ({ world, principal }: TestWorld, taskId: string, body: Partial<TaskBody>) =>
  rewindTask(world, principal, {
    params: { id: taskId },
    body: { ...HOW, preserveMode: "checkpoint", rewindConversation: false, ...body },
  });

export const askConversation = (
  { world, principal }: TestWorld,
  contractId: string,
  body: Partial<ConversationBody>,
) =>
  rewindConversation(world, principal, {
    params: { id: contractId },
    body: { ...HOW, rewindCode: false, ...body },
  });

/** The same, carried out by rounds and a daemon that can do all of it, until it is answered. */
export async function settle<Answer>(of: TestWorld, asked: Promise<Answer>): Promise<Answer> {
  let isOver = false;
  const over = Promise.allSettled([asked]).then(() => (isOver = true));
  while (!isOver) {
    await carryOut(of);
    await answerHands(of);
    await Promise.race([over, sleep(5)]);
  }
  return asked;
}

type Asked = { id: string; daemonId: string; kind: string; payload: Row };

/** What daemons were asked for rewinds and have not answered. */
export const openHands = (of: TestWorld): Promise<Asked[]> =>
  look<Asked>(
    of,
    `select id, daemon_id as "daemonId", kind, payload from command
     where kind in ('preview_rewind', 'rewind_worktree') and result is null order by created_at`,
  );

/** Each is answered as by a daemon that has the worktree; `value` instead where it is given. */
export async function answerHands(of: TestWorld, value?: Row): Promise<number> {
  const asked = await openHands(of);
  for (const each of asked) await answerOne(of, each, { ok: true, value: value ?? usual(each) });
  return asked.length;
}

/** The same for merges: each is done. */
export async function answerMerges(of: TestWorld): Promise<number> {
  const asked = await look<Asked>(
    of,
    `select id, daemon_id as "daemonId", kind, payload from command where kind = 'merge' and result is null`,
  );
  const value = { merged: true, commit: commitOf(9), delivered: null, undelivered: null };
  for (const each of asked) await answerOne(of, each, { ok: true, value });
  return asked.length;
}

const answerOne = (
  of: TestWorld,
  { id: commandId, daemonId }: Asked,
  result: { ok: true; value: unknown } | { ok: false; code: string; message: string },
) =>
  takeRecord(of.world, {
    ownerId: of.principal.ownerId,
    daemonId,
    seq: (answered += 1),
    record: { kind: "command_done", commandId, result },
  });

let answered = 1_000_000;

function usual({ kind, payload }: Asked): Row {
  if (kind === "preview_rewind")
    return { ok: true, files: [{ path: "a.txt", change: "modified" }], filesTruncated: false };
  const number = Number(payload["number"]);
  const branch = typeof payload["branch"] === "string" ? payload["branch"] : null;
  const kept = { ...checkpoint(number), reason: "before_rewind" };
  return {
    worktree: "present",
    kept: [kept],
    filesChanged: payload["commit"] === null ? 0 : 1,
    branch: branch === null ? null : { name: branch, commit: kept.commit, note: null },
  };
}

/** A checkpoint whose commit tells its number. */
const checkpoint = (number: number) => ({
  number,
  commit: commitOf(number),
  tree: commitOf(number),
  message: `checkpoint ${number}`,
  reason: "turn_end" as const,
  filesChanged: 1,
  linesAdded: 1,
  linesRemoved: 0,
  warnings: [],
});

export const commitOf = (number: number): string => String(number).padStart(40, "0");

/** The run's daemon has made a checkpoint of its worktree. Gives its id. */
export async function makeCheckpoint(of: TestWorld, at: RunAt, number: number): Promise<string> {
  await send(of, at, { kind: "checkpoint", checkpoint: checkpoint(number) });
  const [made] = await look<{ id: string }>(
    of,
    "select id from checkpoint where task_id = $1 and number = $2",
    [at.taskId, number],
  );
  return made?.id ?? "";
}
