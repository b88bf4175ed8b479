// A lost run is looked at, inspected and restored by the plan that fits: with real rows, a daemon that says what it saw, and a report of it all.
import { decideRestoration, type RestorationInputs } from "@makima/core/restoration";
import { addDaemon } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import {
  answerLooks,
  beginSupervisor,
  beginWorker,
  call,
  commandsTo,
  endTurn,
  look,
  loseAgent,
  promptsOf,
  type RunAt,
  rounds,
  send,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getConversation } from "../history/history.ts";
import { messageTask } from "../tasks/tasks.ts";
import { listRestorations } from "./resumption.ts";

const of = await createTestWorld();
const { world, principal } = of;
const GONE = { worktree: "missing", differs: false };

const commit = (digit: number) => String(digit).repeat(40);

const keep = (at: RunAt, number: number) =>
  send(of, at, { kind: "checkpoint", checkpoint: checkpoint(number) });

const checkpoint = (number: number) => ({
  number,
  commit: commit(number),
  tree: commit(9),
  message: `checkpoint ${number}`,
  reason: "turn_end" as const,
  filesChanged: 1,
  linesAdded: 1,
  linesRemoved: 0,
  warnings: [],
});

/** A run that was lost in its turn: two messages, a checkpoint, one message that is only in the conversation. */
async function loseWork(at: RunAt): Promise<void> {
  const said = ["one", "two", "three"].map((content, place) => ({ content, source: place + 1 }));
  const message = {
    role: "assistant" as const,
    toolCallId: null,
    toolName: null,
    isError: false,
    truncated: false,
    durationMs: null,
  };
  const [one, two, three] = said.map((each) => ({ ...message, ...each }));
  if (one === undefined || two === undefined || three === undefined) throw new Error("three were said");
  await send(of, at, { kind: "messages", messages: [one, two] });
  await keep(at, 1);
  await send(of, at, { kind: "messages", messages: [three] });
  await loseAgent(of, at);
}

const reports = async ({ contractId, taskId }: RunAt) =>
  (await listRestorations(world, principal, { params: { id: contractId }, query: { limit: 50, taskId } }))
    .items;

const viewOf = async (taskId: string) =>
  (
    await getConversation(world, principal, {
      params: { id: taskId },
      query: { limit: 200, order: "asc", includeToolCalls: true, includeThinking: true },
    })
  ).messages.map(({ content }) => content);

test.each(["supervisor", "worker", "reviewer"] as const)(
  "a %s goes on when nothing contradicts it",
  async (kind) => {
    const boss = await beginSupervisor(of);
    const at = kind === "supervisor" ? boss : await beginWorker(of, boss, { kind });
    await loseWork(at);
    await startAssigned(of, at);
    expect(await reports(at)).toMatchObject([
      {
        taskKind: kind,
        number: 1,
        plan: "proceed",
        source: "daemon_restart",
        outcome: "done",
        previousState: "working",
        rung: "new",
        epoch: 2,
        warnings: ["Your own program ended: it is gone"],
        lost: { messages: null, checkpoints: [] },
      },
    ]);
    expect((await commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({
      restoreTo: null,
      hasPast: true,
    });
  },
);

test("every decision is made again from the inputs that are stored with it", async () => {
  const rows = await look<{ report: { inputs: RestorationInputs }; plan: string; reason: string }>(
    of,
    "select report, plan, reason from restoration",
  );
  expect(rows.length).toBeGreaterThan(2);
  for (const { report, plan, reason } of rows)
    expect(decideRestoration(report.inputs)).toMatchObject({ plan, reason });
});

test("a worktree that is gone: code and conversation go back to the newest checkpoint together, the rest is kept and named", async () => {
  const at = await beginSupervisor(of);
  await loseWork(at);
  await rounds.assign(of);
  await answerLooks(of, GONE);
  await startAssigned(of, at);
  const [report] = await reports(at);
  expect(report).toMatchObject({
    plan: "use_checkpoint",
    findings: [{ code: "worktree_missing", severity: "error" }],
    lost: { messages: { count: 1, fromIndex: 3, toIndex: 3 } },
    alternatives: [{ plan: "proceed" }, { plan: "start_fresh" }],
  });
  expect(report?.checkpointId).not.toBeNull();
  const view = await viewOf(at.taskId);
  expect(view.slice(1, 3)).toEqual(["one", "two"]);
  expect(view).not.toContain("three");
  expect(view.at(-1)).toContain("Plan: use_checkpoint.");
  expect(
    await look(of, "select 1 from message where task_id = $1 and content = 'three'", [at.taskId]),
  ).toHaveLength(1);
  expect((await commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({
    restoreTo: commit(1),
    agentSession: null,
    hasPast: true,
  });
  expect(await eventsOf(of, at.contractId, "conversation.rewound")).toMatchObject([
    { data: { index: 2, messagesRemoved: 1 } },
  ]);
  const [task] = await look(of, "select restore_checkpoint_id as marker from task where id = $1", [
    at.taskId,
  ]);
  expect(task).toEqual({ marker: null });
});

test("what stood in the worktree is a checkpoint at the end of the conversation as it was", async () => {
  const at = await beginSupervisor(of);
  await loseWork(at);
  await rounds.assign(of);
  const kept = { ...checkpoint(2), reason: "as_found" as const };
  await answerLooks(of, { differs: true, kept });
  await startAssigned(of, at);
  expect(await reports(at)).toMatchObject([{ plan: "proceed", findings: [{ code: "worktree_differs" }] }]);
  const rows = await look(
    of,
    "select number, reason, message_index as index from checkpoint where task_id = $1 order by number",
    [at.taskId],
  );
  expect(rows).toEqual([
    { number: 1, reason: "turn_end", index: 2 },
    { number: 2, reason: "as_found", index: 3 },
  ]);
});

test("a session of the agent from before it went back is not loaded again", async () => {
  const at = await beginSupervisor(of);
  await look(of, "update run set agent_session = 'old' where task_id = $1", [at.taskId]);
  await loseWork(at);
  await rounds.assign(of);
  await answerLooks(of, GONE);
  const second = await startAssigned(of, at);
  await loseAgent(of, second);
  await startAssigned(of, second);
  const told = await commandsTo(of, at.daemonId, "start_run");
  expect(told.map(({ agentSession }) => agentSession)).toEqual([null, null, null]);
});

test("without a checkpoint it starts fresh: the goal again, an empty conversation, and what was answered is not asked again", async () => {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "ask_question", input: { question: "Which way?" } });
  await look(
    of,
    "update question set status = 'answered', response = '\"left\"', answered_at = app_now(), ended_at = app_now(), delivered_at = app_now() where task_id = $1",
    [at.taskId],
  );
  await call(of, at, { tool: "ask_question", input: { question: "How far?" } });
  await loseAgent(of, at);
  await rounds.assign(of);
  await answerLooks(of, GONE);
  await startAssigned(of, at);
  expect(await reports(at)).toMatchObject([{ plan: "start_fresh", checkpointId: null }]);
  const view = await viewOf(at.taskId);
  expect(view).toHaveLength(1);
  expect(view[0]).toMatch(/^You are the supervisor/);
  expect(view[0]).toContain("Which way? → left");
  expect(view[0]).toContain("How far?");
  expect((await commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({
    hasPast: false,
    restoreTo: null,
  });
  const questions = await look(
    of,
    "select status, is_restored as restored from question where task_id = $1 order by asked_at",
    [at.taskId],
  );
  expect(questions[1]).toEqual({ status: "pending", restored: true });
});

test("a message that is missing from the middle: back to the checkpoint before it", async () => {
  const at = await beginSupervisor(of);
  await loseWork(at);
  await look(of, "alter table message disable trigger message_append_only");
  await look(of, "delete from message where task_id = $1 and seq = 4", [at.taskId]);
  await look(of, "alter table message enable trigger message_append_only");
  await startAssigned(of, at);
  expect(await reports(at)).toMatchObject([{ plan: "use_checkpoint", findings: [{ code: "messages_gap" }] }]);
});

test("one that only waited goes back in place, and its worktree follows with its next run", async () => {
  const at = await beginSupervisor(of);
  await keep(at, 1);
  await call(of, at, { tool: "report_progress", input: { progress: 5, activity: "on" } });
  await endTurn(of, at);
  await look(of, "alter table message disable trigger message_append_only");
  await look(of, "delete from message where task_id = $1 and seq = 3", [at.taskId]);
  await look(of, "alter table message enable trigger message_append_only");
  await loseAgent(of, at);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", restorations: 1 });
  expect(await reports(at)).toMatchObject([{ plan: "use_checkpoint", rung: null }]);
  await messageTask(world, principal, { params: { id: at.taskId }, body: { text: "go on" } });
  await startAssigned(of, at);
  expect((await commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({ restoreTo: commit(1) });
});

test("a task that it waits for and that does not exist: the wait is over, named, and it goes on", async () => {
  const at = await beginSupervisor(of);
  await endTurn(of, at);
  const ghost = world.ids.next();
  await look(
    of,
    "insert into wait (owner_id, id, task_id, kind, task_ids, mode) values ($1, $2, $3, 'tasks', $4, 'all')",
    [principal.ownerId, world.ids.next(), at.taskId, [ghost]],
  );
  await loseAgent(of, at);
  await rounds.assign(of);
  await startAssigned(of, at);
  const [report] = await reports(at);
  expect(report).toMatchObject({
    plan: "start_fresh",
    findings: [{ code: "task_missing", message: `Task ${ghost}, for which it waits, does not exist.` }],
  });
  expect((await promptsOf(of, at.taskId)).at(-1)).toContain("You waited for tasks that do not exist");
  expect(await look(of, "select outcome from wait where task_id = $1", [at.taskId])).toEqual([
    { outcome: "withdrawn" },
  ]);
});

test("a daemon that goes away while it looks: the next one is asked, and no other task waits for it", async () => {
  const at = await beginSupervisor(of);
  await loseWork(at);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "interrupted", restorations: 0 });
  const other = await addDaemon(of, { status: "online" });
  await look(
    of,
    "update daemon set machine = (select machine from daemon where id = $1), ready_session = session, max_tasks = 4 where id = $2",
    [at.daemonId, other],
  );
  await look(of, "update daemon set status = 'offline' where id = $1", [at.daemonId]);
  await look(of, "update checkpoint set bundled = true where task_id = $1", [at.taskId]);
  const again = await startAssigned(of, { ...at, daemonId: other });
  expect(again.epoch).toBe(2);
  expect(await reports(at)).toMatchObject([{ source: "task_reassignment", plan: "proceed", findings: [] }]);
});
