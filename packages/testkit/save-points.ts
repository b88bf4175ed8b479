// Every save point of a supervisor: how a contract is brought to where it is, and the save point itself, which may be done again.
import type { Database } from "@makima/server/db/database";
import { runOnce } from "@makima/server/doors/http/idempotency/run-once";
import { answerQuestion } from "@makima/server/questions/questions";
import { assignTasks } from "@makima/server/reconcilers/assign-tasks";
import { beginContracts } from "@makima/server/reconcilers/begin-contracts";
import { deliverAnswers } from "@makima/server/reconcilers/deliver-answers";
import { endTasks } from "@makima/server/reconcilers/end-tasks";
import { expireQuestions } from "@makima/server/reconcilers/expire-questions";
import { parkRuns } from "@makima/server/reconcilers/park-runs";
import type { Reconciler } from "@makima/server/reconcilers/reconciler";
import { resumeWaits } from "@makima/server/reconcilers/resume-waits";
import {
  cancelContract,
  changePhase,
  pauseContract,
  startContract,
} from "@makima/server/supervisors/supervisors";
import { createTask } from "@makima/server/tasks/tasks";
import type { World } from "@makima/server/world";
import { addCheckedDraft, addTask } from "./contracts.ts";
import {
  answerLooks,
  beginSupervisor,
  beginWorker,
  call,
  endTurn,
  look,
  loseAgent,
  type RunAt,
  type RunRecord,
  send,
} from "./runs.ts";
import type { TestWorld } from "./world.ts";

type At = RunAt & { questionId?: string };

/** What brings the contract to where the save point is. */
export type Prepare = (of: TestWorld) => Promise<At>;
/** The save point itself. Done again it is the same one: the same record, key or row. */
export type SavePoint = (of: TestWorld, at: At) => Promise<unknown>;

const say =
  (record: RunRecord): SavePoint =>
  (of, at) =>
    send(of, at, record);

const tool = (name: string, input: object = {}): SavePoint =>
  say({ kind: "tool_call", callKey: "the-call", tool: name, input: { ...input } });

const round =
  (reconciler: Reconciler): SavePoint =>
  async ({ world }) => {
    await reconciler.round(world);
  };

/** As the HTTP door does it, with an Idempotency-Key. */
const person =
  (operate: (world: World, principal: TestWorld["principal"], at: At) => Promise<unknown>): SavePoint =>
  ({ world, principal }, at) =>
    runOnce(
      world.db,
      {
        ownerId: principal.ownerId,
        route: "POST /the-route",
        key: "the-key",
        hash: Buffer.alloc(32, 1),
        status: 200,
        isAnswer: () => true,
        sealWith: null,
      },
      (db: Database) => operate({ ...world, db }, principal, at),
    );

const answer = (response: string): SavePoint =>
  person((world, principal, { questionId = "" }) =>
    answerQuestion(world, principal, { params: { id: questionId }, body: { response } }),
  );

async function asking(of: TestWorld, { tool: name = "ask_question", input = {} } = {}): Promise<At> {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: name, input: { question: "Which way?", choices: ["left", "right"], ...input } });
  return withQuestion(of, at);
}

async function withQuestion(of: TestWorld, at: RunAt): Promise<At> {
  const [question] = await look<{ id: string }>(of, "select id from question where task_id = $1", [
    at.taskId,
  ]);
  return { ...at, questionId: question?.id ?? "" };
}

async function guarded(of: TestWorld): Promise<At> {
  const at = await beginSupervisor(of);
  await look(of, "update contract set phase_guard = true where id = $1", [at.contractId]);
  await call(of, at, { tool: "change_phase", input: { phase: "execute", summary: "It is planned" } });
  return withQuestion(of, at);
}

async function answered(of: TestWorld): Promise<At> {
  const at = await asking(of);
  await answerQuestion(of.world, of.principal, {
    params: { id: at.questionId ?? "" },
    body: { response: "left" },
  });
  return at;
}

async function awaiting(of: TestWorld, { isDone = false } = {}): Promise<At> {
  const at = await beginSupervisor(of);
  const worker = await beginWorker(of, at, { name: "red" });
  const input = { taskIds: [worker.taskId] };
  if (isDone) {
    await call(of, at, { tool: "wait_for_tasks", input });
    await call(of, worker, { tool: "complete_task", input: { summary: "It is made" } });
  }
  return at;
}

const idle: Prepare = async (of) => {
  const at = await beginSupervisor(of);
  await endTurn(of, at);
  return at;
};

const lost: Prepare = async (of) => {
  const at = await beginSupervisor(of);
  await loseAgent(of, at);
  return at;
};

/** Its daemon has told how the worktree of the lost run stands. */
const seen: Prepare = async (of) => {
  const at = await lost(of);
  await assignTasks.round(of.world);
  await answerLooks(of);
  return at;
};

/** Assigned, its agent not up yet. */
const starting: Prepare = async (of) => {
  const at = await beginSupervisor(of);
  const taskId = of.world.ids.next();
  await addTask(of, { contractId: at.contractId, taskId, parentTaskId: at.taskId });
  await assignTasks.round(of.world);
  return { ...at, taskId };
};

const due: Prepare = async (of) => {
  const at = await beginSupervisor(of);
  await addTask(of, { contractId: at.contractId, taskId: of.world.ids.next(), parentTaskId: at.taskId });
  return at;
};

const started: Prepare = async (of) => {
  const contractId = await addCheckedDraft(of);
  await startContract({ ...of.world }, of.principal, { params: { id: contractId } });
  return { contractId, taskId: of.world.ids.next(), daemonId: of.world.ids.next(), epoch: 1 };
};

const paused: Prepare = async (of) => {
  const at = await beginSupervisor(of);
  await pauseContract(of.world, of.principal, { params: { id: at.contractId }, body: {} });
  return at;
};

const overdue: Prepare = async (of) => {
  const at = await asking(of, { input: { expiresIn: 60 } });
  await look(of, "update question set expires_at = app_now() where id = $1", [at.questionId]);
  return at;
};

const cancelled: Prepare = async (of) => {
  const at = await beginSupervisor(of);
  await cancelContract(of.world, of.principal, { params: { id: at.contractId }, body: {} });
  return at;
};

const checkpoint: RunRecord = {
  kind: "checkpoint",
  checkpoint: {
    number: 1,
    message: "so far",
    commit: "a".repeat(40),
    tree: "b".repeat(40),
    reason: "asked",
    filesChanged: 1,
    linesAdded: 2,
    linesRemoved: 3,
    warnings: [],
  },
};
const plain = {
  toolCallId: null,
  toolName: null,
  toolInput: null,
  isError: false,
  truncated: false,
  durationMs: null,
};
const message: RunRecord = {
  kind: "messages",
  messages: [{ source: 1, role: "assistant", content: "It goes well", ...plain }],
};
const turnEnded: RunRecord = {
  kind: "turn_ended",
  turn: 1,
  stopReason: "end_turn",
  usage: null,
  error: null,
};
const runStarted: RunRecord = { kind: "run_started", agentSession: null, worktreePath: "/w", rung: "new" };
const runEnded: RunRecord = { kind: "run_ended", reason: "agent_ended", detail: "it is gone" };
const working: Prepare = (of) => beginSupervisor(of);
const spawn = { name: "red", plan: "Make it red" };
const toExecute = { phase: "execute", summary: "It is planned" };

/** Its name, its way and itself; by how much the version grows; and the statement that is all of it, where it is no transaction. */
type Row = [name: string, prepare: Prepare, savePoint: SavePoint, versions: number, statement?: string];

export const savePoints: readonly Row[] = [
  ["the supervisor is there", started, round(beginContracts), 1],
  ["a task is spawned", working, tool("spawn_task", spawn), 1],
  [
    "a person spawns a task",
    working,
    person((world, principal, { contractId }) =>
      createTask(world, principal, { body: { contractId, ...spawn, kind: "worker", dependsOn: [] } }),
    ),
    1,
  ],
  ["a question is asked", working, tool("ask_question", { question: "Which way?" }), 1],
  ["a question is answered", asking, answer("left"), 1],
  ["the answer ends the wait", answered, round(deliverAnswers), 1],
  ["a question expires", overdue, round(expireQuestions), 1],
  ["the phase is changed", working, tool("change_phase", toExecute), 1],
  [
    "a person changes the phase",
    working,
    person((world, principal, { contractId }) =>
      changePhase(world, principal, { params: { id: contractId }, body: { phase: "execute" } }),
    ),
    1,
  ],
  ["a confirmation changes the phase", guarded, answer("confirm"), 1],
  ["a message is completed", working, say(message), 0, "append-messages"],
  ["a checkpoint is made", working, say(checkpoint), 1],
  ["progress is reported", working, tool("report_progress", { progress: 40, activity: "Plans" }), 1],
  [
    "a wait for tasks begins",
    (of) => awaiting(of),
    async (of, at) => {
      const [worker] = await look<{ id: string }>(of, "select id from task where kind = 'worker'");
      await tool("wait_for_tasks", { taskIds: [worker?.id] })(of, at);
    },
    1,
  ],
  ["a wait for tasks ends", (of) => awaiting(of, { isDone: true }), round(resumeWaits), 1],
  ["a run begins", due, round(assignTasks), 1],
  ["a run is up", starting, say(runStarted), 1],
  ["a turn ends", working, say(turnEnded), 1],
  ["a run ends without consent", working, say(runEnded), 1],
  ["a lost run is looked at", lost, round(assignTasks), 0],
  ["a lost run is restored", seen, round(assignTasks), 2],
  ["a run is parked", idle, round(parkRuns), 1],
  ["the contract is complete", working, tool("complete_contract", { summary: "It is made" }), 1],
  ["the contract has failed", working, tool("fail", { reason: "It cannot be" }), 1],
  [
    "the contract is paused",
    working,
    person((world, principal, { contractId }) =>
      pauseContract(world, principal, { params: { id: contractId }, body: {} }),
    ),
    1,
  ],
  [
    "the contract goes on",
    paused,
    person((world, principal, { contractId }) =>
      startContract(world, principal, { params: { id: contractId } }),
    ),
    1,
  ],
  [
    "the contract is cancelled",
    working,
    person((world, principal, { contractId }) =>
      cancelContract(world, principal, { params: { id: contractId }, body: {} }),
    ),
    1,
  ],
  ["its tasks end with it", cancelled, round(endTasks), 1],
];
