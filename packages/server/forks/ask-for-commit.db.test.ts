// The machine that has a fork's code is asked before anything is made: what is gone there moves nothing, and where nobody can be asked it is made.
import { answerHands } from "@makima/testkit/answer-hands";
import { eventsOf } from "@makima/testkit/events";
import { fork } from "@makima/testkit/forks";
import { addCheckpoint } from "@makima/testkit/messages";
import { beginSupervisor, look, type RunAt } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { resumeFromCheckpoint } from "./forks.ts";

const of = await createTestWorld();
const { world, principal } = of;

const HERE = { ok: true, files: [], filesTruncated: false };
const GONE = { ok: false, code: "COMMIT_GONE", message: "it is neither here nor at the server" };

async function withCheckpoint(): Promise<RunAt & { cid: string }> {
  const at = await beginSupervisor(of);
  await addCheckpoint(of, { taskId: at.taskId, number: 1 });
  const [checkpoint] = await look<{ id: string }>(of, "select id from checkpoint where task_id = $1", [
    at.taskId,
  ]);
  return { ...at, cid: checkpoint?.id ?? "" };
}

const say = ({ daemonId }: RunAt, value: unknown) =>
  answerHands(of, { daemonId, kind: "preview_rewind", result: { ok: true, value } });
const namesIn = async ({ contractId }: RunAt) =>
  (
    await look<{ name: string }>(of, "select name from task where contract_id = $1 order by id", [contractId])
  ).map(({ name }) => name);
const caught = (made: Promise<unknown>) => made.catch((error: unknown) => error);

test.each([
  ["a fork", ({ taskId }) => fork(of, taskId)],
  ["a look at a fork", ({ taskId }) => fork(of, taskId, { dryRun: true })],
  [
    "what resumes it",
    ({ taskId, cid }) =>
      resumeFromCheckpoint(world, principal, {
        params: { id: taskId, cid },
        body: { taskName: "goes on", plan: "Go on", includeConversation: true },
      }),
  ],
] satisfies [string, (at: RunAt & { cid: string }) => Promise<unknown>][])(
  "%s of a commit that is gone is refused, and nothing is made",
  async (_, make) => {
    const at = await withCheckpoint();
    const before = await namesIn(at);
    const made = caught(make(at));
    const asked = await say(at, GONE);
    const commit = "0".repeat(40);
    expect(asked).toMatchObject({ commit, from: commit, taskId: at.taskId });
    expect(await made).toMatchObject({ code: "COMMIT_GONE" });
    expect(await namesIn(at)).toEqual(before);
    expect(await eventsOf(of, at.contractId, "task.forked")).toEqual([]);
  },
);

test("one that is there is forked", async () => {
  const at = await withCheckpoint();
  const made = fork(of, at.taskId);
  await say(at, HERE);
  expect(await made).toMatchObject([{ name: "fork", status: "pending" }]);
});

test("a machine that fails at it does not hinder the fork, which is told again when it begins", async () => {
  const at = await withCheckpoint();
  const made = fork(of, at.taskId);
  const result = { ok: false as const, code: "FETCH_FAILED", message: "the disk is away" };
  await answerHands(of, { daemonId: at.daemonId, kind: "preview_rewind", result });
  expect(await made).toMatchObject([{ name: "fork", status: "pending" }]);
});

test("where its machine is away nobody is asked, and the fork waits for it", async () => {
  const at = await withCheckpoint();
  await look(of, "update daemon set status = 'offline' where id = $1", [at.daemonId]);
  expect(await fork(of, at.taskId)).toMatchObject([{ name: "fork", status: "pending" }]);
  const asked = "select id from command where daemon_id = $1 and kind = 'preview_rewind'";
  expect(await look(of, asked, [at.daemonId])).toEqual([]);
});
