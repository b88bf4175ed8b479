// A supervisor's task at the store, taken through its life by the records that a daemon would send: it asks, its turn ends, it is answered.
import type { MeshRecord } from "@makima/protocol/mesh";
import { bell } from "@makima/server/doorbell";
import { takeRecord } from "@makima/server/doors/mesh/take-record";
import { startReconciler } from "@makima/server/reconcilers/reconciler";
import { reconcilersOf } from "@makima/server/reconcilers/reconcilers";
import { addActiveContract } from "@makima/testkit/contracts";
import type { Store } from "./open-store.ts";

export type Supervised = {
  taskId: string;
  epoch: number;
  /** What the daemon says of this run. */
  say: (record: MeshRecord) => Promise<void>;
  /** Asks, and ends the turn with the question open. Gives its id. */
  askAndRest(): Promise<string>;
  /** Resolves at the next moment at which a command for the agent's daemon is committed. */
  nextCommand(): Promise<void>;
  stop(): Promise<void>;
};

/** The reconcilers of a server run beside it, as they do in a server. */
export async function openSupervised(store: Store): Promise<Supervised> {
  const { world, principal, connection } = store;
  const { ownerId } = principal;
  const { taskId } = await addActiveContract(store);
  const daemonId = await bringDaemonOnline(store);
  const nextCommand = () =>
    new Promise<void>((resolve) => {
      const deafen = world.doorbell.listen(bell.daemon(daemonId), () => {
        deafen();
        resolve();
      });
    });
  const begun = nextCommand();
  const loops = reconcilersOf(world).map((reconciler) => startReconciler(world, reconciler));
  await begun;
  const run = { taskId, epoch: 1 };
  let seq = 0;
  const say = async (record: MeshRecord) => {
    seq += 1;
    const taken = await takeRecord(world, { ownerId, daemonId, seq, record });
    if (taken !== "taken") throw new Error(`a record ${record.kind} was ${taken}`);
  };
  await say({ kind: "run_started", ...run, agentSession: null, worktreePath: "/nowhere", rung: "new" });
  let turn = 0;
  return {
    ...run,
    say,
    nextCommand,
    askAndRest: async () => {
      turn += 1;
      const call = { ...run, callKey: `ask-${turn}` };
      const input = { question: "Which way?", choices: ["left", "right"] };
      await say({ kind: "tool_call", ...call, tool: "ask_question", input });
      await say({ kind: "tool_overdue", ...call });
      await say({ kind: "turn_ended", ...run, turn, stopReason: "end_turn", usage: null, error: null });
      return pendingQuestion(connection, taskId);
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** The daemon of the contract, as if it had connected a moment ago. */
async function bringDaemonOnline({ connection }: Store): Promise<string> {
  const { rows } = await connection.query<{ id: string }>(
    `update daemon set status = 'online', boot_id = id, lease_until = app_now() + interval '1 hour'
     where id = (select daemon_id from contract order by created_at desc limit 1) returning id`,
  );
  const [daemon] = rows;
  if (daemon === undefined) throw new Error("the contract has no daemon");
  return daemon.id;
}

async function pendingQuestion(connection: Store["connection"], taskId: string): Promise<string> {
  const { rows } = await connection.query<{ id: string }>({
    text: "select id from question where task_id = $1 and status = 'pending'",
    values: [taskId],
  });
  const [question] = rows;
  if (question === undefined) throw new Error("the question was not asked");
  return question.id;
}
