// Runs of agents as a server sees them: what a daemon would send, and what a server would do next, one step at a time.
import type { QuestionType } from "@makima/core/question";
import type { MeshRecord } from "@makima/protocol/mesh";
import { takeRecord } from "@makima/server/doors/mesh/take-record";
import { answerQuestion, listQuestions } from "@makima/server/questions/questions";
import { askAboutRefusals } from "@makima/server/reconcilers/ask-about-refusals";
import { assignTasks } from "@makima/server/reconcilers/assign-tasks";
import { deliverAnswers } from "@makima/server/reconcilers/deliver-answers";
import { endTasks } from "@makima/server/reconcilers/end-tasks";
import { expireQuestions } from "@makima/server/reconcilers/expire-questions";
import { followLogins } from "@makima/server/reconcilers/follow-logins";
import { keepBudgets } from "@makima/server/reconcilers/keep-budgets";
import { noticeLoops } from "@makima/server/reconcilers/notice-loops";
import { parkRuns } from "@makima/server/reconcilers/park-runs";
import { resumeWaits } from "@makima/server/reconcilers/resume-waits";
import { settleRecoveries } from "@makima/server/reconcilers/settle-recoveries";
import { wakeRefused } from "@makima/server/reconcilers/wake-refused";
import { resumeTask } from "@makima/server/resumption/resume-task";
import { addActiveContract, addTask, type Of, type Standing } from "./contracts.ts";
import { onDatabase } from "./database.ts";
import type { TestWorld } from "./world.ts";

/** A run: which task on which daemon. */
export type RunAt = Standing & { daemonId: string; epoch: number };

type Row = Record<string, unknown>;

/** What the tables hold, asked in SQL. */
export const look = <Found extends Row = Row>(
  { database }: TestWorld,
  text: string,
  values: readonly unknown[] = [],
): Promise<Found[]> =>
  onDatabase(database.url, async (client) => (await client.query<Found>(text, [...values])).rows);

/** An active contract whose home daemon is there. Its supervisor has not begun. */
export async function addReadyContract(
  of: TestWorld,
  { maxTasks = 8 }: { maxTasks?: number } = {},
): Promise<Standing & { daemonId: string }> {
  const at = await withDaemonsAway(of, () => addActiveContract(of));
  const [home] = await look<{ id: string }>(
    of,
    `update daemon d set status = 'online', max_tasks = $2, machine = 'm-' || d.id, last_seen_at = app_now()
     from contract c where c.id = $1 and d.id = c.daemon_id returning d.id`,
    [at.contractId, maxTasks],
  );
  return { ...at, daemonId: home?.id ?? "" };
}

/** Active contracts that share the home daemon of the first. */
export async function addReadyContracts(
  of: TestWorld,
  count: number,
  options: { maxTasks?: number } = {},
): Promise<(Standing & { daemonId: string })[]> {
  const made: (Standing & { daemonId: string })[] = [];
  while (made.length < count) made.push(await addReadyContract(of, options));
  const home = made[0]?.daemonId ?? "";
  await look(of, "update contract set daemon_id = $2 where id = any($1)", [
    made.map(({ contractId }) => contractId),
    home,
  ]);
  return made.map((each) => ({ ...each, daemonId: home }));
}

/** A new contract waits for a daemon that is there to look at its repository, and here nobody would. */
async function withDaemonsAway<Made>(of: TestWorld, work: () => Promise<Made>): Promise<Made> {
  const there = await look<{ id: string }>(
    of,
    "update daemon set status = 'offline' where status = 'online' returning id",
  );
  const made = await work();
  await look(of, "update daemon set status = 'online' where id = any($1)", [there.map(({ id }) => id)]);
  return made;
}

/** A supervisor whose first turn runs. */
export async function beginSupervisor(of: TestWorld, options: { maxTasks?: number } = {}): Promise<RunAt> {
  const at = await addReadyContract(of, options);
  return startAssigned(of, at);
}

/** A worker (or reviewer) of a running contract, in its first turn. */
export async function beginWorker(
  of: TestWorld,
  boss: RunAt,
  { name = "a task", kind = "worker" }: { name?: string; kind?: "worker" | "reviewer" } = {},
): Promise<RunAt> {
  const taskId = of.world.ids.next();
  await addTask(of, { contractId: boss.contractId, taskId, parentTaskId: boss.taskId, name, kind });
  return startAssigned(of, { ...boss, taskId });
}

/** Assigns what is due, and has the daemon say that this task's agent is up. */
export async function startAssigned(of: TestWorld, at: Standing & { daemonId: string }): Promise<RunAt> {
  await assignTasks.round(of.world);
  await answerLooks(of);
  await assignTasks.round(of.world);
  const { epoch } = await taskOf(of, at.taskId);
  const run = { ...at, epoch };
  await send(of, run, { kind: "run_started", agentSession: null, worktreePath: "/w", rung: "new" });
  return run;
}

/** Each daemon that was asked to look at the worktree of a lost run says this; by itself, that all is as it was. Gives how many were asked. */
export async function answerLooks(of: TestWorld, seen: Row = {}): Promise<number> {
  const asked = await look<{ id: string; daemonId: string }>(
    of,
    `select id, daemon_id as "daemonId" from command where kind = 'inspect_worktree' and result is null`,
  );
  const value = { worktree: "present", differs: false, unreachable: [], kept: null, ...seen };
  for (const { id: commandId, daemonId } of asked)
    await takeRecord(of.world, {
      ownerId: of.principal.ownerId,
      daemonId,
      seq: ++sent,
      record: { kind: "command_done", commandId, result: { ok: true, value } },
    });
  return asked.length;
}

/** A person takes an interrupted or held task up. */
export const resume = ({ world, principal }: TestWorld, taskId: string) =>
  resumeTask(world, principal, { params: { id: taskId }, body: { dryRun: false } });

/** One round of a reconciler, for tests of nouns: these import no reconciler. */
export const rounds = {
  assign: ({ world }: Of) => assignTasks.round(world),
  bringAnswers: ({ world }: Of) => deliverAnswers.round(world),
  resumeWaits: ({ world }: Of) => resumeWaits.round(world),
  endQuestions: ({ world }: Of) => expireQuestions.round(world),
  wakeRefused: ({ world }: Of) => wakeRefused.round(world),
  followLogins: ({ world }: Of) => followLogins.round(world),
  endTasks: ({ world }: Of) => endTasks.round(world),
  askAboutRefusals: ({ world }: Of) => askAboutRefusals.round(world),
  park: ({ world }: Of) => parkRuns.round(world),
  noticeLoops: ({ world }: Of) => noticeLoops(0).round(world),
  keepBudgets: ({ world }: Of) => keepBudgets(0).round(world),
  settleRecoveries: ({ world }: Of) => settleRecoveries.round(world),
};

/** A person takes this choice of the one question of the type that is open in the contract. */
export async function choose(
  { world, principal }: Of,
  { contractId, type, choice }: { contractId: string; type: QuestionType; choice: string },
): Promise<void> {
  const { items } = await listQuestions(world, principal, {
    query: { limit: 2, contractId, questionType: type },
  });
  const [question] = items;
  if (question === undefined || items.length > 1) throw new Error(`${items.length} questions are open`);
  await answerQuestion(world, principal, { params: { id: question.id }, body: { choices: [choice] } });
}

type OfRun<Any> = Any extends { taskId: string; epoch: number } ? Omit<Any, "taskId" | "epoch"> : never;
export type RunRecord = OfRun<MeshRecord>;

/** A record of this run, from its daemon. */
export const send = (of: Of, { daemonId, taskId, epoch }: RunAt, record: RunRecord) =>
  takeRecord(of.world, {
    ownerId: of.principal.ownerId,
    daemonId,
    seq: ++sent,
    record: { ...record, taskId, epoch },
  });

/** The numbers of one spool, which all daemons of a test share. */
let sent = 0;

export const endTurn = (
  of: Of,
  at: RunAt,
  { turn = 1, ...more }: Partial<Extract<RunRecord, { kind: "turn_ended" }>> = {},
) => send(of, at, { kind: "turn_ended", turn, stopReason: "end_turn", usage: null, error: null, ...more });

/** The agent is gone. The pause before the next try is over at once. */
export async function loseAgent(of: TestWorld, at: RunAt, detail = "it is gone"): Promise<void> {
  await send(of, at, { kind: "run_ended", reason: "agent_ended", detail });
  await look(of, "update task set not_before = null where id = $1", [at.taskId]);
}

export type Called = { id: string; status: string; result: Row | null; isError: boolean };

/** A tool call of the run's agent, and what is recorded of it. A call with a key that was used before is that call again. */
export async function call(
  of: TestWorld,
  at: RunAt,
  { tool, input = {}, key = of.world.ids.next() }: { tool: string; input?: Row; key?: string },
): Promise<Called> {
  await send(of, at, { kind: "tool_call", callKey: key, tool, input });
  return callOf(of, at, key);
}

export async function callOf(of: TestWorld, at: RunAt, key: string): Promise<Called> {
  const [found] = await look<Called>(
    of,
    `select id, status, result, is_error as "isError" from tool_call where task_id = $1 and epoch = $2 and call_key = $3`,
    [at.taskId, at.epoch, key],
  );
  if (found === undefined) throw new Error("the call is not recorded");
  return found;
}

type TaskState = { status: string; epoch: number; error: string | null; restorations: number };

export async function taskOf(of: TestWorld, taskId: string): Promise<TaskState> {
  const [task] = await look<TaskState>(
    of,
    "select status, epoch::int, error, restoration_count as restorations from task where id = $1",
    [taskId],
  );
  if (task === undefined) throw new Error("no such task");
  return task;
}

/** What the task's next turn will begin with, in its order. */
export const waitingItems = (of: TestWorld, taskId: string): Promise<{ kind: string; payload: Row }[]> =>
  look(of, "select kind, payload from delivery where task_id = $1 and delivered_at is null order by number", [
    taskId,
  ]);

/** What a daemon was told, in its order, whether it has heard it or not. */
export const commandsTo = async (of: TestWorld, daemonId: string, kind: string): Promise<Row[]> =>
  (
    await look<{ payload: Row }>(
      of,
      "select payload from command where daemon_id = $1 and kind = $2 order by created_at, id",
      [daemonId, kind],
    )
  ).map(({ payload }) => payload);

/** The prompts of a task's turns. */
export const promptsOf = async (of: TestWorld, taskId: string): Promise<string[]> =>
  (
    await look<{ content: string }>(
      of,
      "select content from message where task_id = $1 and role = 'user' order by seq",
      [taskId],
    )
  ).map(({ content }) => content);
