// Which agents are sent away while they wait, and where what they wait for is taken up then.
import { addDaemon } from "@makima/testkit/contracts";
import {
  beginSupervisor,
  commandsTo,
  endTurn,
  look,
  type RunAt,
  rounds,
  send,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { drainDaemon } from "../daemons/daemons.ts";
import { messageTask, readTask } from "../tasks/tasks.ts";
import { parkRuns } from "./park-runs.ts";

const of = await createTestWorld({ MAKIMA_PARK_AFTER_MS: "3600000" });
const { world, principal } = of;

const drain = (id: string, undo = false) => drainDaemon(world, principal, { params: { id }, body: { undo } });
const say = ({ taskId: id }: RunAt) =>
  messageTask(world, principal, { params: { id }, body: { text: "Go on" } });
const endOf = async ({ taskId, epoch }: RunAt) =>
  (
    await look(of, "select status, end_reason as reason from run where task_id = $1 and epoch = $2", [
      taskId,
      epoch,
    ])
  )[0];
const reasonOf = async ({ taskId }: RunAt) =>
  (await readTask(world.db, { ownerId: principal.ownerId, taskId }))?.waitingFor.map(({ reason }) => reason);

/** Another daemon that is ready, on the machine of this run's. */
async function addNeighbour({ daemonId }: RunAt): Promise<string> {
  const id = await addDaemon(of, { status: "online" });
  await look(
    of,
    `update daemon d set machine = home.machine, ready_session = d.session, max_tasks = 8, agents = home.agents
     from daemon home where d.id = $1 and home.id = $2`,
    [id, daemonId],
  );
  return id;
}

const checkpoint = (at: RunAt) =>
  send(of, at, {
    kind: "checkpoint",
    checkpoint: {
      ...{
        number: 1,
        commit: "a".repeat(40),
        tree: "b".repeat(40),
        message: "m",
        reason: "turn_end" as const,
      },
      ...{ filesChanged: 1, linesAdded: 1, linesRemoved: 0, warnings: [] },
    },
  });

test("an agent that just began to wait stays, on a daemon that is drained it goes", async () => {
  const at = await beginSupervisor(of);
  await endTurn(of, at);
  await parkRuns.round(world);
  expect(await endOf(at)).toEqual({ status: "idle", reason: null });
  await drain(at.daemonId);
  await parkRuns.round(world);
  expect(await endOf(at)).toEqual({ status: "ended", reason: "drained" });
  expect(await commandsTo(of, at.daemonId, "stop_run")).toMatchObject([{ taskId: at.taskId, graceMs: 0 }]);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", restorations: 0 });
});

test("a turn may end there, and no other one begins", async () => {
  const at = await beginSupervisor(of);
  await drain(at.daemonId);
  await parkRuns.round(world);
  expect(await endOf(at)).toMatchObject({ status: "turning" });
  await say(at);
  await endTurn(of, at);
  await rounds.assign(of);
  expect(await endOf(at)).toMatchObject({ status: "idle" });
  await parkRuns.round(world);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", epoch: 1 });
  expect(await reasonOf(at)).toEqual([expect.stringMatching(/^no daemon can take this: .* is draining$/)]);
  await drain(at.daemonId, true);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "starting", epoch: 2, restorations: 0 });
  expect(await reasonOf(at)).toEqual([]);
});

test.each([
  ["nothing that lies on it alone goes on beside it", false, true],
  ["work that lies on it alone waits for it", true, false],
])("a contract of a drained daemon with %s", async (_, hasWork, goesOn) => {
  const at = await beginSupervisor(of);
  const neighbour = await addNeighbour(at);
  if (hasWork) await checkpoint(at);
  await endTurn(of, at);
  await drain(at.daemonId);
  await parkRuns.round(world);
  await say(at);
  await rounds.assign(of);
  expect((await taskOf(of, at.taskId)).status).toBe(goesOn ? "starting" : "waiting");
  expect(await commandsTo(of, neighbour, "start_run")).toHaveLength(goesOn ? 1 : 0);
  expect(await reasonOf(at)).toHaveLength(goesOn ? 0 : 1);
  // a copy of it on the server frees it
  await look(of, "update checkpoint set bundled = true where task_id = $1", [at.taskId]);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "starting", epoch: 2, restorations: 0 });
});
