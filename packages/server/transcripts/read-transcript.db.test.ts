// An agent's own transcript comes back word for word, in its order and once, and only to the run that may go on from it.
import type { TranscriptLine } from "@makima/protocol/mesh";
import { askTask, settle } from "@makima/testkit/rewinds";
import {
  addReadyContract,
  call,
  endTurn,
  look,
  loseAgent,
  type RunAt,
  rounds,
  send,
  startAssigned,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { readTranscript } from "./transcripts.ts";

const of = await createTestWorld();
const { ownerId } = of.principal;

/** A supervisor in its first turn, whose agent has a session that can be loaded. */
async function begin(): Promise<RunAt> {
  const at = { ...(await addReadyContract(of)), epoch: 1 };
  await rounds.assign(of);
  await send(of, at, { kind: "run_started", agentSession: "s", worktreePath: "/w", rung: "new" });
  return at;
}

const plain = { toolCallId: null, toolName: null, isError: false, truncated: false, durationMs: null };
const say = (at: RunAt, source = 1) =>
  send(of, at, { kind: "messages", messages: [{ source, role: "assistant", content: "I see", ...plain }] });

type Written = { source?: number; turn?: number; session?: string };
const write = (
  at: RunAt,
  lines: readonly (string | TranscriptLine)[],
  { source = 1, turn = 1, session = "s" }: Written = {},
) =>
  send(of, at, {
    kind: "transcript",
    session,
    turn,
    source,
    lines: lines.map((line) => (typeof line === "string" ? { line, isRedacted: false } : line)),
  });

const read = (at: RunAt, after: { epoch: number; source: number } | null = null) =>
  readTranscript(of.world.db, { ownerId, taskId: at.taskId, after });
const linesOf = async (at: RunAt) => (await read(at))?.lines.map(({ line }) => line);

/** Written, said and lost. */
async function heard(lines: readonly string[] = ['{"a":1}']): Promise<RunAt> {
  const at = await begin();
  await write(at, lines);
  await say(at);
  await loseAgent(of, at);
  return at;
}

/** Has written and said something, and waits for an answer. */
async function asking(): Promise<RunAt> {
  const at = await begin();
  await write(at, ["one"]);
  await say(at);
  await call(of, at, { tool: "ask_question", input: { question: "Which way?" }, key: "q" });
  await send(of, at, { kind: "tool_overdue", callKey: "q" });
  return at;
}

const nasty = `{"text":"\\u0000 \\ud800 ünï ${"x".repeat(150_000)}"}`;

test("what was written comes back word for word, in its order, and once", async () => {
  const at = await begin();
  const secret = { line: "[redacted]", isRedacted: true };
  expect(await write(at, [nasty, "two"])).toBe("taken");
  expect(await write(at, [secret, { line: null, isRedacted: false }], { source: 3 })).toBe("taken");
  expect(await write(at, [nasty, "two"])).toBe("taken");
  await say(at);
  await loseAgent(of, at);
  expect(await read(at)).toEqual({
    session: "s",
    lines: [
      { line: nasty, isRedacted: false },
      { line: "two", isRedacted: false },
      secret,
      { line: null, isRedacted: false },
    ],
    next: null,
  });
});

test("lines that come before those in front of them are not taken, and are to be sent again", async () => {
  const at = await begin();
  await expect(write(at, ["three"], { source: 3 })).rejects.toThrow("were not there yet");
  await write(at, ["one", "two"]);
  expect(await write(at, ["three"], { source: 3 })).toBe("taken");
});

test("a long one comes in pages", async () => {
  const at = await begin();
  const lines = Array.from({ length: 120 }, (_, n) => `${n} ${"x".repeat(n === 5 ? 3_000_000 : 10)}`);
  for (const [n, line] of lines.entries()) await write(at, [line], { source: n + 1 });
  await say(at);
  await loseAgent(of, at);
  const seen: (string | null)[] = [];
  const sizes: number[] = [];
  for (let page = await read(at); page !== null; ) {
    seen.push(...page.lines.map(({ line }) => line));
    sizes.push(page.lines.length);
    page = page.next === null ? null : await read(at, page.next);
  }
  expect(seen).toEqual(lines);
  expect(sizes).toEqual([6, 50, 50, 14]);
});

test("a session that goes on in another run is one transcript, and another session is none of it", async () => {
  const at = await heard(["one"]);
  const second = await startAssigned(of, at);
  await look(of, "update run set agent_session = 's' where task_id = $1", [at.taskId]);
  await write(second, ["two"], { turn: 0 });
  await write(second, ["three"], { source: 2 });
  await say(second);
  await loseAgent(of, second);
  expect(await linesOf(second)).toEqual(["one", "two", "three"]);
  const third = await startAssigned(of, second);
  await look(of, "update run set agent_session = 't' where task_id = $1 and epoch = $2", [
    third.taskId,
    third.epoch,
  ]);
  await write(third, ["new"], { session: "t" });
  await say(third);
  await loseAgent(of, third);
  expect(await linesOf(third)).toEqual(["new"]);
});

test("the run that goes on from it reads it as it was before", async () => {
  const at = await heard(["one"]);
  const second = await startAssigned(of, at);
  await write(second, ["mine"], { turn: 0 });
  expect(await linesOf(second)).toEqual(["one"]);
});

test("one whose agent never answered the newest prompt is not gone on from: it may not have heard it", async () => {
  const at = await begin();
  await write(at, ["one"]);
  await loseAgent(of, at);
  expect(await read(at)).toBe(null);
});

test("one that the newest turn has not written to is not gone on from: it does not have what was said there", async () => {
  const at = await asking();
  await endTurn(of, at);
  await look(of, "update run set turn = 2 where task_id = $1", [at.taskId]);
  await say(at, 2);
  await loseAgent(of, at);
  expect(await read(at)).toBe(null);
});

test("one of another kind of agent is not gone on from, nor is its session", async () => {
  const at = await heard();
  expect(await read(at)).not.toBe(null);
  await look(of, "update task set agent = 'another' where id = $1", [at.taskId]);
  expect(await read(at)).toBe(null);
});

test("one from before a rewind is not gone on from: it holds another past", async () => {
  const at = await asking();
  const commit = "a".repeat(40);
  const checkpoint = { number: 1, commit, tree: commit, message: "m", reason: "turn_end" as const };
  const changed = { filesChanged: 1, linesAdded: 1, linesRemoved: 0, warnings: [] };
  await send(of, at, { kind: "checkpoint", checkpoint: { ...checkpoint, ...changed } });
  await say(at, 2);
  await endTurn(of, at);
  await settle(of, askTask(of, at.taskId, { checkpointNumber: 1, rewindConversation: true }));
  expect(await read(at)).toBe(null);
});

test("of another owner there is nothing", async () => {
  const at = await heard();
  const { ownerId: other } = await of.newOwner();
  expect(await readTranscript(of.world.db, { ownerId: other, taskId: at.taskId, after: null })).toBe(null);
});
