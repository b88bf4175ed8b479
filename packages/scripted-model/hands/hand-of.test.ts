// What a step becomes in the words of each agent, and what its results mean.
import { describe, expect, test } from "vitest";
import type { Tool } from "../conversation/conversation.ts";
import type { CallStep } from "../script/model-step.ts";
import type { MadeCall, Move } from "./hand.ts";
import { handOf } from "./hand-of.ts";

const tool = (name: string, isFreeform = false): Tool => ({ name, namespace: null, isFreeform });
const CODEX = [tool("exec_command"), tool("write_stdin")];
const TOOLS = {
  claude: ["Read", "Write", "Edit", "Bash"].map((name) => tool(name)),
  codex: CODEX,
  gemini: ["read_file", "write_file", "replace", "run_shell_command"].map((name) => tool(name)),
  opencode: ["read", "write", "edit", "bash"].map((name) => tool(name)),
};

const write: CallStep = { verb: "write", write: "a.txt", content: "one\ntwo\n" };
const edit: CallStep = { verb: "edit", edit: "a.txt", find: "two", replace: "three" };
const run: CallStep = { verb: "run", run: "ls", expect: 0 };

const made = (name: string, text: string, { isError = false, input = {} } = {}): MadeCall => ({
  name,
  input,
  outcome: { text, isError },
});
const called = (move: Move): unknown => (move.kind === "call" ? [move.tool.name, move.input] : move);

test.each([
  ["claude", "Write", "Bash"],
  ["codex", "exec_command", "exec_command"],
  ["gemini", "write_file", "run_shell_command"],
  ["opencode", "write", "bash"],
] as const)("%s writes by %s and runs by %s", (agent, writes, runs) => {
  const names = [write, run].map((step) => {
    const move = handOf(step, TOOLS[agent]).next([]);
    return move.kind === "call" ? move.tool.name : move.kind;
  });
  expect(names).toEqual([writes, runs]);
});

describe("Codex", () => {
  test("adds a file by a patch, by its tool for patches where it has one", () => {
    const patch = "*** Begin Patch\n*** Add File: a.txt\n+one\n+two\n*** End Patch";
    expect(called(handOf(write, [...CODEX, tool("apply_patch", true)]).next([]))).toEqual([
      "apply_patch",
      { input: patch },
    ]);
    const cmd = `apply_patch <<'END_OF_PATCH'\n${patch}\nEND_OF_PATCH`;
    expect(called(handOf(write, CODEX).next([]))).toEqual(["exec_command", { cmd, yield_time_ms: 30_000 }]);
  });

  test("changes whole lines, taken from what it has read", () => {
    const read = made("exec_command", "Wall time: 0\nProcess exited with code 0\nOutput:\none\nnot two\n", {
      input: { cmd: "cat -- 'a.txt'" },
    });
    const move = handOf(edit, CODEX).next([read]);
    expect(JSON.stringify(called(move))).toContain("@@\\n-not two\\n+not three\\n*** End Patch");
  });

  test("waits for a command that goes on", () => {
    const move = handOf(run, CODEX).next([
      made("exec_command", "Process running with session ID 7\nOutput:\n"),
    ]);
    expect(called(move)).toEqual(["write_stdin", { session_id: 7, chars: "", yield_time_ms: 30_000 }]);
  });
});

describe("an edit", () => {
  const next = (calls: MadeCall[]): Move => handOf(edit, TOOLS.claude).next(calls);

  test("reads first, and is done when it stands there already", () => {
    expect(called(next([]))).toEqual(["Read", { file_path: "a.txt" }]);
    expect(called(next([made("Read", "1\tone\n2\ttwo\n")]))).toEqual([
      "Edit",
      { file_path: "a.txt", old_string: "two", new_string: "three" },
    ]);
    expect(next([made("Read", "1\tone\n2\tthree\n")])).toEqual({
      kind: "done",
      value: { file: "a.txt", alreadyDone: true },
    });
  });

  test("fails when there is nothing to replace, or the tool says no", () => {
    expect(next([made("Read", "1\tone\n")])).toMatchObject({ kind: "failed" });
    expect(next([made("Read", "2\ttwo"), made("Edit", "no", { isError: true })])).toMatchObject({
      kind: "failed",
    });
  });
});

test("a file that has to be read before it is written is read, and written again", () => {
  const next = (calls: MadeCall[]): Move => handOf(write, TOOLS.claude).next(calls);
  const refused = made("Write", "read it first", { isError: true });
  expect(called(next([refused]))).toEqual(["Read", { file_path: "a.txt" }]);
  expect(called(next([refused, made("Read", "")]))).toMatchObject(["Write", {}]);
  expect(next([refused, made("Read", ""), refused])).toMatchObject({ kind: "failed" });
  expect(next([refused, made("Read", ""), made("Write", "ok")])).toEqual({
    kind: "done",
    value: { file: "a.txt", bytes: 8 },
  });
});

test.each([
  ["Claude Code", "Exit code 3\nno", true],
  ["Codex", "Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 3\nOutput:\nno", false],
  [
    "Gemini CLI",
    "<untrusted_context>\nOutput: no\nExit Code: 3\nProcess Group PGID: 5\n</untrusted_context>",
    false,
  ],
  ["OpenCode", "no\nExit code: 3\n", false],
])("%s tells how a command ended and what it printed", (_agent, text, isError) => {
  const step: CallStep = { verb: "run", run: "ls" };
  const move = handOf(step, TOOLS.claude).next([made("Bash", text, { isError })]);
  expect(move).toMatchObject({ kind: "done", value: { exitCode: 3 } });
  expect(move.kind === "done" && (move.value as { output: string }).output.trim()).toBe("no");
});

test("a tool that is not there is a failure that names those that are", () => {
  const step: CallStep = { verb: "tool", tool: "spawn_task", args: {}, server: undefined };
  expect(handOf(step, [tool("Read")]).next([])).toEqual({
    kind: "failed",
    message: "I have no tool spawn_task, only Read",
  });
  expect(called(handOf(step, [tool("mcp__makima__spawn_task")]).next([]))).toEqual([
    "mcp__makima__spawn_task",
    {},
  ]);
});
