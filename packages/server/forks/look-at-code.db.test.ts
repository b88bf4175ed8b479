// The code of a checkpoint is looked at by the home's hands: what they are asked, and what a person is told of what came of it.
import { answerHands } from "@makima/testkit/answer-hands";
import { addCheckpoint } from "@makima/testkit/messages";
import { beginSupervisor, look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getDiffSince, listCodeFiles, readCodeFile } from "./forks.ts";

const of = await createTestWorld();
const { world, principal } = of;
type Result = Parameters<typeof answerHands>[1]["result"];

async function stand() {
  const at = await beginSupervisor(of);
  await addCheckpoint(of, { taskId: at.taskId, number: 1 });
  const [checkpoint] = await look<{ id: string; commit: string }>(
    of,
    "select id, commit from checkpoint where task_id = $1",
    [at.taskId],
  );
  if (checkpoint === undefined) throw new Error("the checkpoint is there");
  const params = { id: at.taskId, cid: checkpoint.id };
  /** Has the daemon answer this to what is asked. */
  const answered = async (kind: string, asked: Promise<unknown>, result: Result) => {
    const answer = asked.catch((error: unknown) => error);
    const payload = await answerHands(of, { daemonId: at.daemonId, kind, result });
    return { answer: await answer, payload };
  };
  return { ...at, params, commit: checkpoint.commit, answered };
}

const FILE = { path: "a.txt", kind: "file" as const, size: 4 };

test("its files, and what one of them holds", async () => {
  const { params, commit, answered } = await stand();
  const value = { files: [FILE], isCut: false };
  const listed = await answered("list_files", listCodeFiles(world, principal, { params }), {
    ok: true,
    value,
  });
  expect(listed.payload).toMatchObject({ commit, taskId: params.id });
  expect(listed.answer).toEqual(value);
  const held = { ...FILE, text: "1\n2\n", isCut: false };
  const asked = readCodeFile(world, principal, { params, query: { place: 7 } });
  const read = await answered("read_file", asked, { ok: true, value: held });
  expect(read.payload).toMatchObject({ commit, place: 7 });
  expect(read.answer).toEqual(held);
});

test("what has changed since, from its commit on", async () => {
  const { params, commit, answered } = await stand();
  const value = { files: [], diff: "", truncated: false };
  const since = await answered("diff", getDiffSince(world, principal, { params }), { ok: true, value });
  expect(since.payload).toMatchObject({ baseCommit: commit, commit: null });
  expect(since.answer).toEqual(value);
});

test("a file that is not there, and code that is on no machine any more", async () => {
  const { params, answered } = await stand();
  const asked = readCodeFile(world, principal, { params, query: { place: 7 } });
  const nowhere = await answered("read_file", asked, { ok: true, value: null });
  expect(nowhere.answer).toMatchObject({ code: "NO_SUCH_FILE" });
  const lost = { ok: false as const, code: "RESULT_MISSING", message: "because" };
  const gone = await answered("list_files", listCodeFiles(world, principal, { params }), lost);
  expect(gone.answer).toMatchObject({ code: "COMMIT_GONE", message: "because" });
});

test("another task's checkpoint is none of this one's, and another owner's task does not exist", async () => {
  const [one, other] = [await stand(), await stand()];
  const params = { id: one.params.id, cid: other.params.cid };
  await expect(listCodeFiles(world, principal, { params })).rejects.toMatchObject({
    code: "UNKNOWN_CHECKPOINT",
  });
  const stranger = { ...principal, ownerId: world.ids.next() };
  const asked = [
    listCodeFiles(world, stranger, one),
    readCodeFile(world, stranger, { ...one, query: { place: 0 } }),
    getDiffSince(world, stranger, one),
  ];
  await Promise.all(asked.map((each) => expect(each).rejects.toMatchObject({ code: "NOT_FOUND" })));
});
