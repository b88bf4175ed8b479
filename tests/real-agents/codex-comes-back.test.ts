// Codex gets its past back on each rung, and a result that came while it was gone reaches its model exactly once.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { PastMaterials, PastResult } from "@makima/daemon/agents/past";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { expect, test } from "vitest";
import { openMachine, pastOf, toolsThat } from "./open-codex.ts";

const text = (steps: readonly object[]) =>
  `Do this.\n\n\`\`\`makima-script\n${JSON.stringify({ steps })}\n\`\`\`\n`;
const script = (...steps: readonly object[]) => ({ text: text(steps), injection: null });
const words = (said: string) => ({ text: said, injection: null });

const answerTo = (callKey: string): PastResult => ({
  callKey,
  tool: "ask_question",
  input: { question: "Which way?" },
  result: { status: "answered", questionId: "q1", response: "the left one" },
  isError: false,
});
/** The agent goes on by itself: nothing is left to say beside the result. */
const resultAlone = (result: PastResult) => ({
  text: "never said",
  injection: { results: [result], text: null },
});

/** A machine whose agent was killed while our tool waited, and what is known of the call. */
async function killedWhileAsking() {
  const model = await startScriptedModel();
  const machine = await openMachine(model);
  const called = Promise.withResolvers<string>();
  const codex = await machine.open({
    tools: toolsThat(({ callKey }) => {
      called.resolve(callKey);
      return new Promise(() => undefined);
    }),
  });
  await codex.session.prompt(script({ say: "The word is QUINCE." }));
  const turn = codex.session.prompt(
    script({ ask: "Which way?", as: "way" }, { say: "We go ${way.response}." }),
  );
  const gone = expect(turn).rejects.toMatchObject({ name: "AgentFailed" });
  const callKey = await called.promise;
  await codex.kill();
  await gone;
  return { model, machine, codex, callKey, session: codex.session.sessionId };
}

test("killed in a call of our tool, it is loaded, and the answer stands in the call that asked", async () => {
  const { model, machine, callKey, session } = await killedWhileAsking();
  const result = answerTo(callKey);
  const codex = await machine.open({ past: pastOf({ exists: true, session, results: [result] }) });
  expect(codex.session).toMatchObject({ rung: "loaded", sessionId: session });
  await codex.session.prompt(resultAlone(result));
  expect(codex.words("assistant")).toContain("We go the left one.");
  expect(model.timesHeard("the left one")).toBe(1);
  expect(model.timesHeard("never said")).toBe(0);
  const calls = model.requests.at(-1)?.conversation.items.filter(({ kind }) => kind === "call");
  expect(calls).toHaveLength(1);
});

test("a call that was told pending gets its answer behind it, once, however often it is brought", async () => {
  const model = await startScriptedModel();
  const machine = await openMachine(model);
  const keys: string[] = [];
  const tools = toolsThat(async ({ callKey }) => {
    keys.push(callKey);
    return { result: { status: "pending", questionId: "q1", message: "End your turn." }, isError: false };
  });
  const first = await machine.open({ tools });
  await first.session.prompt(script({ ask: "Which way?", as: "way" }, { say: "We go ${way.response}." }));
  await first.kill();
  const result = answerTo(keys[0] ?? "");
  const past = pastOf({ exists: true, session: first.session.sessionId, results: [result] });
  const codex = await machine.open({ past, tools });
  await codex.session.prompt(resultAlone(result));
  expect(codex.words("assistant")).toContain("We go the left one.");
  await codex.session.prompt(resultAlone(result));
  expect(model.timesHeard("the left one")).toBe(1);
  expect(keys).toHaveLength(1);
});

test("killed in the middle of an answer, it is loaded with all that it had heard", async () => {
  const model = await startScriptedModel();
  const machine = await openMachine(model);
  const first = await machine.open();
  const long = Array.from({ length: 200 }, (_, index) => `word ${index}`).join(" ");
  const turn = first.session.prompt(script({ say: long, chunkMs: 50 }));
  const gone = expect(turn).rejects.toMatchObject({ name: "AgentFailed" });
  while (first.words("assistant") === "") await new Promise((go) => setTimeout(go, 10));
  await first.kill();
  await gone;
  const past = pastOf({ exists: true, session: first.session.sessionId });
  const codex = await machine.open({ past });
  expect(codex.session.rung).toBe("loaded");
  await codex.session.prompt(words("You were interrupted. KIWI."));
  expect(model.timesHeard("Do this.")).toBe(1);
  expect(model.timesHeard("KIWI")).toBe(1);
});

test("on another machine, at another path, it goes on from its own transcript", async () => {
  const { model, codex: first, callKey, session } = await killedWhileAsking();
  const result = answerTo(callKey);
  const elsewhere = await openMachine(model);
  const past = pastOf({
    ...{ exists: true, session: null, results: [result] },
    transcript: { session, lines: first.lines },
  });
  const codex = await elsewhere.open({ past });
  expect(codex.session.rung).toBe("materialised");
  await codex.session.prompt(resultAlone(result));
  expect(codex.words("assistant")).toContain("We go the left one.");
  expect(model.timesHeard("the left one")).toBe(1);
  await codex.session.prompt(script({ recall: { matching: "QUINCE" } }));
  const said = model.requests.at(-1)?.conversation.items ?? [];
  expect(said.filter((item) => item.kind === "assistant" && item.text.includes("QUINCE"))).not.toEqual([]);
  // What it tells of itself there is a whole transcript again.
  const third = await openMachine(model);
  const again = { session: codex.session.sessionId, lines: codex.lines };
  const last = await third.open({ past: pastOf({ exists: true, transcript: again }) });
  expect(last.session.rung).toBe("materialised");
});

const message = (
  role: PastMaterials["messages"][number]["role"],
  content: string,
  call: { toolCallId?: string; toolName?: string; toolInput?: unknown } = {},
) => ({
  ...{ role, content, toolCallId: null, toolName: null, toolInput: null, isError: false },
  createdAt: "2026-11-21T10:00:00.000Z",
  ...call,
});

test("a conversation that another kind of agent held goes on with its history, and its open question is answered", async () => {
  const model = await startScriptedModel();
  const machine = await openMachine(model);
  const bash = { toolCallId: "call_1", toolName: "Bash", toolInput: { command: "ls" } };
  const ask = { toolCallId: "call_2", toolName: "ask_question", toolInput: { question: "Which way?" } };
  const result = answerTo("call_2");
  const messages = [
    message(
      "user",
      text([{ ask: "Which way?", as: "way" }, { say: "We go ${way.response}, past the MEDLAR." }]),
    ),
    message("thinking", "a thought that stays with its thinker"),
    message("tool_call", "ls", bash),
    message("tool_result", "medlar.txt", bash),
    message("tool_call", "Which way?", ask),
  ];
  const codex = await machine.open({ past: pastOf({ exists: true, messages, results: [result] }) });
  expect(codex.session.rung).toBe("rebuilt");
  await codex.session.prompt(resultAlone(result));
  expect(codex.words("assistant")).toContain("We go the left one, past the MEDLAR.");
  expect(model.timesHeard("the left one")).toBe(1);
  expect(model.timesHeard("medlar.txt")).toBe(1);
  expect(model.timesHeard("its thinker")).toBe(0);
});

test("a transcript that is torn or behind is not gone on from, and without anything it is told", async () => {
  const { model, codex: first, session } = await killedWhileAsking();
  const messages = [message("user", "Go."), message("assistant", "The last words.")];
  const transcript = { session, lines: first.lines };
  const behind = await (await openMachine(model)).open({
    past: pastOf({ exists: true, messages, transcript }),
  });
  expect(behind.session.rung).toBe("rebuilt");
  expect(behind.session.rungReason).toContain("the end of the conversation");
  const torn = { session, lines: first.lines.slice(2) };
  const second = await (await openMachine(model)).open({ past: pastOf({ exists: true, transcript: torn }) });
  expect(second.session.rung).toBe("told");
});

test("a thread that is gone, and one that never took its prompt, give way to a lower rung", async () => {
  const { model, machine, session } = await killedWhileAsking();
  const messages = [message("user", "Go.")];
  const unknown = "01a1fdba-1454-7221-a698-15ee1d9edf99";
  const codex = await machine.open({ past: pastOf({ exists: true, session: unknown, messages }) });
  expect(codex.session.rung).toBe("rebuilt");
  expect(codex.session.rungReason).toMatch(/^Codex refused: /);
  // It dies before it is given anything: its new thread holds the past, and is loaded.
  await codex.session.prompt(words("Go on."));
  await codex.kill();
  const own = pastOf({ exists: true, session: codex.session.sessionId });
  const again = await machine.open({ past: own });
  expect(again.session.rung).toBe("loaded");
  // What still writes there would keep the folder.
  await again.kill();
  await rm(join(machine.cwd, ".."), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const gone = await (await openMachine(model)).open({ past: pastOf({ exists: true, session }) });
  expect(gone.session.rung).toBe("told");
});
