// A new task that goes on from a checkpoint of another one, which may have ended long ago: its worktree as it stood, and its conversation.
import type { ResumeFromCheckpoint } from "@makima/protocol/forks";
import type { Task } from "@makima/protocol/tasks";
import { requireDaemon } from "../daemons/daemons.ts";
import { withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { askForCommit } from "./ask-for-commit.ts";
import { findPoint } from "./find-point.ts";
import { makeForks } from "./make-forks.ts";

/** Throws NOT_FOUND, DAEMON_GONE and what `askForCommit`, `findPoint` and `makeForks` throw. */
export async function resumeFromCheckpoint(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string; cid: string }; body: ResumeFromCheckpoint },
): Promise<{ task: Task }> {
  const { ownerId, keyId } = principal;
  const { targetDaemonId = null } = body;
  const at = { type: "checkpoint", value: params.cid } as const;
  await askForCommit(world, { ownerId, taskId: params.id, ...at, targetDaemonId });
  return withTask(world, { ownerId, taskId: params.id }, async (held) => {
    const { tx, task: original, contract } = held;
    if (targetDaemonId !== null) await requireDaemon(tx, { ownerId, daemonId: targetDaemonId });
    const of = { ownerId, contractId: contract.id, taskId: original.id };
    const point = await findPoint(tx, { ...of, ...at });
    const [task] = await makeForks(world, {
      held,
      point,
      actor: { kind: "person", id: keyId },
      wish: {
        way: "resume",
        names: { name: body.taskName, count: 1 },
        plan: body.plan,
        agent: null,
        includeConversation: body.includeConversation,
        branchName: null,
        targetDaemonId,
      },
    });
    if (task === undefined) throw new Error("a fork was asked for and none was made");
    return { task };
  });
}
