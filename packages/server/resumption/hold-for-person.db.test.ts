// What only a person can settle is held, asked once, and done as it was answered; states that are gone or cannot be read are findings.
import {
  answerLooks,
  beginSupervisor,
  beginWorker,
  commandsTo,
  look,
  loseAgent,
  type RunAt,
  rounds,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { answerQuestion, listQuestions } from "../questions/questions.ts";
import { getSupervisor } from "../supervisors/supervisors.ts";
import { listRestorations } from "./resumption.ts";

const of = await createTestWorld();
const { world, principal } = of;

const reports = async ({ contractId, taskId }: RunAt) =>
  (await listRestorations(world, principal, { params: { id: contractId }, query: { limit: 50, taskId } }))
    .items;
const supervisorOf = ({ contractId }: RunAt) =>
  getSupervisor(world, principal, { params: { id: contractId } });
const recoveryOf = async (at: RunAt) => {
  const { items } = await listQuestions(world, principal, {
    query: { limit: 50, taskId: at.taskId, questionType: "recovery" },
  });
  expect(items).toHaveLength(1);
  return items[0]?.id ?? "";
};
const answer = (id: string, choice: string) =>
  answerQuestion(world, principal, { params: { id }, body: { choices: [choice] } });

/** Its contract names a worker as the supervisor. */
async function holdSupervisor(): Promise<RunAt> {
  const at = await beginSupervisor(of);
  const worker = await beginWorker(of, at);
  await look(of, "update contract set supervisor_task_id = $2 where id = $1", [at.contractId, worker.taskId]);
  await loseAgent(of, at);
  await startAssigned(of, at);
  return at;
}

test("it is held in blocked, nothing is counted, and the question offers the other plans", async () => {
  const at = await holdSupervisor();
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "interrupted", epoch: 1, restorations: 0 });
  expect(await supervisorOf(at)).toMatchObject({ state: "blocked", restorationCount: 0 });
  expect(await reports(at)).toMatchObject([
    {
      plan: "manual_intervention",
      outcome: "held",
      number: 1,
      epoch: 1,
      findings: [{ code: "supervisor_contradicted" }],
    },
  ]);
  const { items } = await listQuestions(world, principal, { query: { limit: 50, taskId: at.taskId } });
  expect(items).toMatchObject([
    {
      questionType: "recovery",
      choices: ["proceed", "start_fresh"],
      choicesOnly: true,
    },
  ]);
  expect(items[0]?.context).toContain("start_fresh: It begins anew");
});

test.each(["proceed", "start_fresh"])("the answer %s is carried out, and counted once", async (plan) => {
  const at = await holdSupervisor();
  await answer(await recoveryOf(at), plan);
  expect(await rounds.settleRecoveries(of)).toEqual({ did: 1 });
  expect(await rounds.settleRecoveries(of)).toEqual({ did: 0 });
  await rounds.assign(of);
  expect(await answerLooks(of)).toBe(1);
  await startAssigned(of, at);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "running", epoch: 2, restorations: 1 });
  expect(await reports(at)).toMatchObject([
    { plan, reason: "A person chose it.", outcome: "done", number: 1, source: "daemon_restart" },
    { outcome: "held", number: 1 },
  ]);
  expect(await supervisorOf(at)).toMatchObject({ state: "working", restorationCount: 1, errorMessage: null });
  const [kept] = (await commandsTo(of, at.daemonId, "inspect_worktree")).slice(-1);
  expect(kept).toMatchObject({ keep: { evenIfSame: plan === "start_fresh" } });
});

test("an agent that works and crashes again and again is asked about with its last words, and an answer begins the count anew", async () => {
  const at = await beginSupervisor(of);
  await look(of, "update task set crashes = 4 where id = $1", [at.taskId]);
  await loseAgent(of, at, "out of memory");
  await startAssigned(of, at);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "interrupted", epoch: 1 });
  const id = await recoveryOf(at);
  expect((await supervisorOf(at)).pendingQuestions).toMatchObject([
    { id, question: expect.stringMatching(/ended 5 times in a row.*: out of memory/) as unknown },
  ]);
  await answer(id, "proceed");
  await rounds.settleRecoveries(of);
  await startAssigned(of, at);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "running", epoch: 2 });
  expect(await look(of, "select crashes::int from task where id = $1", [at.taskId])).toEqual([
    { crashes: 0 },
  ]);
});

test("an agent that crashes again and again is asked about also while no daemon is there, once", async () => {
  const at = await beginSupervisor(of);
  await look(of, "update task set crashes = 4 where id = $1", [at.taskId]);
  await loseAgent(of, at, "out of memory");
  await look(of, "update daemon set status = 'offline'");
  await rounds.assign(of);
  await rounds.assign(of);
  expect(await supervisorOf(at)).toMatchObject({ state: "blocked", restorationCount: 0 });
  await answer(await recoveryOf(at), "proceed");
  await rounds.settleRecoveries(of);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "interrupted", epoch: 1 });
  await look(of, "update daemon set status = 'online' where id = $1", [at.daemonId]);
  await startAssigned(of, at);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "running", epoch: 2, restorations: 1 });
});

test("a worker that has completed its task by its call, while its row goes on, is for a person to settle", async () => {
  const boss = await beginSupervisor(of);
  const at = await beginWorker(of, boss);
  await look(
    of,
    `insert into tool_call (owner_id, id, task_id, epoch, call_key, tool, input, input_hash, status, result, ended_at)
     values ($1, $2, $3, 1, 'k', 'complete_task', '{}', sha256('x'), 'done', '{"done": true}', app_now())`,
    [principal.ownerId, world.ids.next(), at.taskId],
  );
  await loseAgent(of, at);
  await startAssigned(of, at);
  expect(await reports(at)).toMatchObject([
    { outcome: "held", findings: [{ code: "completion_contradicted" }] },
  ]);
});

test("a supervisor's state that was lost starts fresh, is made anew, and counts", async () => {
  const at = await beginSupervisor(of);
  await loseAgent(of, at);
  await startAssigned(of, at);
  await loseAgent(of, { ...at, epoch: 2 });
  await look(of, "delete from supervisor where contract_id = $1", [at.contractId]);
  await startAssigned(of, at);
  expect((await reports(at))[0]).toMatchObject({
    plan: "start_fresh",
    number: 2,
    previousState: "initializing",
    warnings: ["The supervisor's state was lost.", "Your own program ended: it is gone"],
  });
  expect(await supervisorOf(at)).toMatchObject({ state: "working", restorationCount: 2 });
});

test.each([
  ["before", "state"],
  ["after", "state"],
  ["before", "progress"],
  ["after", "progress"],
])(
  "a state row that was corrupted %s its run was lost is a finding, and is mended: %s",
  async (when, column) => {
    const at = await beginSupervisor(of);
    const corrupt = async () => {
      await look(of, "alter table supervisor drop constraint if exists supervisor_state_check");
      await look(of, "alter table supervisor drop constraint if exists supervisor_progress_check");
      const value = column === "state" ? "'sleeping'" : "400";
      await look(of, `update supervisor set ${column} = ${value} where contract_id = $1`, [at.contractId]);
    };
    if (when === "before") await corrupt();
    await loseAgent(of, at);
    if (when === "after") await corrupt();
    await startAssigned(of, at);
    expect(await reports(at)).toMatchObject([
      {
        plan: "proceed",
        previousState: "interrupted",
        findings: [{ code: "state_unreadable" }],
      },
    ]);
    expect(await supervisorOf(at)).toMatchObject({ state: "working", restorationCount: 1 });
    expect((await reports(at))[0]?.findings[0]?.message).toMatch(/sleeping|400/);
    expect((await supervisorOf(at)).progress).toBeLessThanOrEqual(100);
  },
);
