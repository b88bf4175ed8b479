// Before a fork is made, the machine that would give its code is asked whether it still has it: where a commit was lost nothing is made, and
// nobody finds out only when the fork begins.
import { Refusal } from "@makima/protocol/errors";
import { previewResult } from "@makima/protocol/mesh";
import { repositoryOf } from "../contracts/contracts.ts";
import { awaitResult, sendCommand } from "../daemons/daemons.ts";
import { type Reader, statement } from "../db/database.ts";
import { type Held, withTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { FoundCheckpoint } from "./find-code.ts";
import { findPoint, type PointOf } from "./find-point.ts";
import { refuseNothingToFork } from "./make-forks.ts";

/** One that is there answers within some milliseconds; one that is too busy is as good as away. */
const PATIENCE_MS = 10_000;

type Asked = Omit<PointOf, "contractId"> & { targetDaemonId: string | null };

/**
 * Says nothing where nobody can be asked. Throws NOT_FOUND, COMMIT_GONE, and what `findPoint` and `refuseNothingToFork` throw. The question has a
 * transaction of its own, since the one of the request is that which makes the forks.
 */
export async function askForCommit(world: World, { targetDaemonId, ...of }: Asked): Promise<void> {
  const { ownerId, taskId } = of;
  const apart: World = { ...world, db: { ...world.db, transaction: (work) => world.db.apart(work) } };
  const asked = await withTask(apart, { ownerId, taskId }, async (held) => {
    refuseNothingToFork(held);
    const { checkpoint } = await findPoint(held.tx, { ...of, contractId: held.contract.id });
    if (checkpoint === null) return null;
    const daemonId = holderOf(held, { checkpoint, targetDaemonId });
    if (daemonId === null || !(await isThere(held.tx, { ownerId, daemonId }))) return null;
    const to = { ownerId, daemonId, contractId: held.contract.id };
    const command = lookAt(held, checkpoint);
    return { number: checkpoint.number, commandId: await sendCommand(held.tx, { world, to, command }) };
  });
  if (asked === null) return;
  const { number, commandId } = asked;
  const awaited = await awaitResult(world, { ownerId, commandId, patienceMs: PATIENCE_MS });
  // What else stands in the way of its beginning passes, or is told then.
  if (awaited.status === "pending" || !awaited.result.ok) return;
  const seen = previewResult.parse(awaited.result.value);
  if (!seen.ok) throw new Refusal("COMMIT_GONE", `the code of checkpoint ${number} is lost: ${seen.message}`);
}

/** The one machine that has it; what is at the server too, the one on which the fork would begin. */
const holderOf = (
  { contract }: Held,
  { checkpoint, targetDaemonId }: { checkpoint: FoundCheckpoint; targetDaemonId: string | null },
): string | null =>
  checkpoint.bundled || checkpoint.daemonId === null
    ? (targetDaemonId ?? contract.daemonId)
    : checkpoint.daemonId;

const IS_THERE = statement(
  "is-daemon-online",
  "select 1 as one from daemon where owner_id = $1 and id = $2 and status <> 'offline' and revoked_at is null",
);

const isThere = async (
  reader: Reader,
  { ownerId, daemonId }: { ownerId: string; daemonId: string },
): Promise<boolean> => (await reader.row(IS_THERE, [ownerId, daemonId])) !== null;

/** What a rewind asks too: where from and to are one commit, nothing is compared, and all that it tells is whether that is there. */
const lookAt = ({ contract, task }: Held, { commit }: FoundCheckpoint) => ({
  kind: "preview_rewind" as const,
  contractId: contract.id,
  taskId: task.id,
  repository: repositoryOf(contract),
  contractBranch: contract.branch,
  commit,
  from: commit,
  branch: null,
});
