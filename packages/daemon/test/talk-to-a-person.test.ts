import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type DaemonWorld, makeDaemonWorld, until } from "./daemon-world.ts";

let world: DaemonWorld | undefined;

describe("an agent that asks a person", () => {
  it("gets pending after a while, ends its turn, and gets the answer with its next one", async () => {
    world = await makeDaemonWorld({
      settings: {
        onTool: ({ kind }) => (kind === "tool_overdue" ? { status: "pending", questionId: "q1" } : undefined),
      },
    });
    const { state } = world;
    await world.start({ MAKIMA_TOOL_WAIT_MS: "50" });
    const run = world.startRun([
      { ask: { question: "Which?", choices: ["a", "b"] }, as: "answer" },
      { say: "Thanks." },
    ]);
    expect(await until(() => state.of("turn_ended")[0])).toMatchObject({
      stopReason: "end_turn",
      error: null,
    });
    expect(state.of("tool_call")).toMatchObject([{ tool: "ask_question", input: { question: "Which?" } }]);
    expect(state.of("tool_overdue")).toHaveLength(1);
    expect(state.of("messages")).toEqual([]);
    world.beginTurn(run, { number: 2, script: [{ say: "Second turn." }] });
    world.beginTurn(run, { number: 2, script: [{ say: "Second turn." }] });
    await until(() => state.of("turn_ended").length === 2);
    const said = state.of("messages").flatMap(({ messages }) => messages);
    expect(said.map(({ content }) => content)).toEqual(["Second turn."]);
  });
});

describe("an agent that asks for permission", () => {
  const ask = (fields: object) => ({ permission: "rm -rf build", kind: "execute", as: "leave", ...fields });

  it("waits for the person's answer, and gets it", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    await world.start();
    const { taskId, epoch } = world.startRun([
      ask({ input: { command: "rm" } }),
      { say: "${leave.optionId}" },
    ]);
    const asked = await until(() => state.of("permission")[0]);
    expect(asked).toMatchObject({ title: "rm -rf build", input: { command: "rm" } });
    expect(asked.options.map(({ id, kind }) => [id, kind])).toEqual([
      ["allow", "allow_once"],
      ["reject", "reject_once"],
    ]);
    state.command({
      kind: "permission_answer",
      taskId,
      epoch,
      requestKey: asked.requestKey,
      optionId: "reject",
    });
    await until(() => state.of("turn_ended")[0]);
    const said = state.of("messages").flatMap(({ messages }) => messages);
    expect(said.at(-1)?.content).toBe("reject");
  });
});

describe("a supervisor", () => {
  it("begins each turn on the contract's branch, and its own changes are kept", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    await world.start();
    const supervisor = { taskKind: "supervisor" as const, branch: "makima/supervisor" };
    const run = world.startRun([{ write: "own.txt", content: "mine\n" }], supervisor);
    await until(() => state.of("turn_ended")[0]);
    expect(state.of("checkpoint")).toMatchObject([{ checkpoint: { number: 1, reason: "turn_end" } }]);
    world.beginTurn(run, { number: 2, script: [{ run: "ls; git branch -r" }] });
    await until(() => state.of("turn_ended").length === 2);
    const output =
      state
        .of("messages")
        .flatMap(({ messages }) => messages)
        .at(-1)?.content ?? "";
    expect(output).not.toContain("own.txt");
    expect(output).toContain("a.txt");
    expect(output).toContain(join("makima", run.contractBranch.replace("makima/", "")));
  });
});
