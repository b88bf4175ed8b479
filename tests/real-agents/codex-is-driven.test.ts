// Codex itself, in its pinned version, and its driver: turns, tools, permissions, faults, and what is left of it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentOptions } from "@makima/daemon/agents/driver";
import { type ScriptedModel, startScriptedModel } from "@makima/testkit/scripted-model";
import { expect, test } from "vitest";
import { type OpenCodex, openMachine, toolsThat } from "./open-codex.ts";

const scriptOf = (steps: readonly object[]) =>
  `Do this.\n\n\`\`\`makima-script\n${JSON.stringify({ steps })}\n\`\`\`\n`;
const script = (...steps: readonly object[]) => ({ text: scriptOf(steps), injection: null });
const words = (text: string) => ({ text, injection: null });

async function begin(changes: Partial<AgentOptions> = {}, sandbox: "off" | "require" = "off") {
  const model: ScriptedModel = await startScriptedModel();
  const machine = await openMachine(model, sandbox);
  return { model, machine, codex: await machine.open(changes) };
}

const ends = ({ events }: OpenCodex) =>
  events.flatMap((event) =>
    event.kind === "tool" && (event.state === "completed" || event.state === "failed")
      ? [[event.name, event.state]]
      : [],
  );

test("it says hello, thinks, runs a command, writes a file and uses our tool, each under the agent's own id", async () => {
  const calls: { callKey: string; input: unknown }[] = [];
  const { codex, machine } = await begin({
    tools: toolsThat(async (call) => {
      calls.push(call);
      return { result: { status: "answered", questionId: "q1", response: "left" }, isError: false };
    }),
  });
  expect(codex.session).toMatchObject({
    rung: "new",
    capabilities: { canInjectResult: true, canSteer: true },
  });
  const end = await codex.session.prompt(
    script(
      { run: "echo one; exit 3" },
      { write: "made.txt", content: "made by Codex\n" },
      { ask: "Which way?", as: "way" },
      { say: "We go ${way.response}." },
    ),
  );
  expect(end.stopReason).toBe("end_turn");
  expect(end.usage?.["totalTokens"]).toBeGreaterThan(0);
  expect(codex.words("assistant")).toContain("We go left.");
  expect(await readFile(join(machine.cwd, "made.txt"), "utf8")).toBe("made by Codex\n");
  expect(ends(codex)).toEqual([
    ["exec_command", "failed"],
    ["apply_patch", "completed"],
    ["ask_question", "completed"],
  ]);
  const [call] = calls;
  expect(call?.input).toEqual({ question: "Which way?" });
  expect(codex.events.some((event) => event.kind === "tool" && event.toolCallId === call?.callKey)).toBe(
    true,
  );
  const before = end.usage?.["totalTokens"] ?? 0;
  const next = await codex.session.prompt(script({ say: "Again." }));
  expect(next.usage?.["totalTokens"]).toBeLessThan(before);
});

const outside = {
  tool: "exec_command",
  args: {
    cmd: "echo done > /dev/null",
    sandbox_permissions: "require_escalated",
    justification: "It is outside.",
  },
};

test.each([
  ["accept", "completed"],
  [null, "failed"],
])("what it may not by itself it asks for: %s is %s", async (decision, state) => {
  const requests: string[] = [];
  const { codex } = await begin({
    onPermission: async ({ title, options }) => {
      requests.push(title);
      expect(options.map(({ kind }) => kind)).toContain("reject_once");
      return decision;
    },
  });
  await codex.session.prompt(script(outside, { say: "Done." }));
  expect(requests).toEqual([expect.stringContaining("echo done")]);
  expect(ends(codex)).toEqual([["exec_command", state]]);
});

test("in our sandbox it works without one of its own, and commits", async () => {
  const { codex, machine } = await begin({}, "require");
  const commit =
    "git -c user.name=a -c user.email=a@b.c commit --quiet --allow-empty -m made && echo committed";
  await codex.session.prompt(
    script({ write: "made.txt", content: "made\n" }, { run: commit, expect: 0 }, { say: "Done." }),
  );
  expect(ends(codex)).toEqual([
    ["apply_patch", "completed"],
    ["exec_command", "completed"],
  ]);
  expect(await readFile(join(machine.cwd, "made.txt"), "utf8")).toBe("made\n");
});

test("a turn is cancelled in a command and in the middle of an answer, and the next one goes on", async () => {
  const { codex } = await begin();
  const running = codex.session.prompt(script({ run: "sleep 100" }, { say: "late" }));
  await codex.tool("sleep 100");
  await codex.session.cancel();
  expect((await running).stopReason).toBe("cancelled");
  const waiting = codex.session.prompt(script({ hang: true }, { say: "after" }));
  await codex.session.cancel();
  expect((await waiting).stopReason).toBe("cancelled");
  expect((await codex.session.prompt(script({ say: "Here." }))).stopReason).toBe("end_turn");
  expect(codex.words("assistant")).toContain("Here.");
});

test("a message that is given to a running turn reaches its model in that turn", async () => {
  const { codex, model } = await begin();
  const turn = codex.session.prompt(script({ run: "sleep 2" }, { say: "Done." }));
  await codex.tool("sleep 2");
  const messageId = "0199c0de-0000-7000-8000-000000000001";
  await codex.session.steer?.({ messageId, text: "By the way: PELICAN." });
  expect((await turn).stopReason).toBe("end_turn");
  expect(model.timesHeard("PELICAN")).toBe(1);
  expect(codex.events.filter(({ kind }) => kind === "heard")).toEqual([{ kind: "heard", messageId }]);
  const late = { messageId: "0199c0de-0000-7000-8000-000000000002", text: "Too late." };
  await expect(codex.session.steer?.(late)).rejects.toThrow("no turn runs");
});

test("a message that the interrupted turn had not taken in is never heard", async () => {
  const { codex, model } = await begin();
  const turn = codex.session.prompt(script({ run: "sleep 100" }, { say: "late" }));
  await codex.tool("sleep 100");
  await codex.session.steer?.({
    messageId: "0199c0de-0000-7000-8000-000000000003",
    text: "By the way: PELICAN.",
  });
  await codex.session.cancel();
  expect((await turn).stopReason).toBe("cancelled");
  await codex.session.prompt(script({ say: "Here." }));
  expect(codex.events.filter(({ kind }) => kind === "heard")).toEqual([]);
  expect(model.timesHeard("PELICAN")).toBe(0);
});

test.each([
  ["refused_key", "login"],
  ["rate_limited", "rate_limited"],
  ["context_too_long", "context_too_long"],
  ["no_such_model", "model_unknown"],
] as const)("%s is told as %s, with the agent's own words", async (reason, kind) => {
  const { codex, model } = await begin();
  model.breakDown({ kind: "refusal", reason });
  await expect(codex.session.prompt(words("Go."))).rejects.toMatchObject({
    name: "TurnFailed",
    fault: { kind },
    message: expect.stringMatching(/\w{4}/),
  });
  model.breakDown(null);
  expect((await codex.session.prompt(words("Go on."))).stopReason).toBe("end_turn");
});

test("an overload and a lost stream are tried again by Codex itself, and told when they last", async () => {
  const { codex, model } = await begin();
  await codex.session.prompt(
    script({ fault: "overloaded" }, { say: "First." }, { fault: "drop" }, { say: "Second." }),
  );
  expect(codex.words("assistant")).toContain("Second.");
  model.breakDown({ kind: "refusal", reason: "overloaded" });
  await expect(codex.session.prompt(words("Go."))).rejects.toMatchObject({ fault: { kind: "overloaded" } });
});

test("nothing of it is left when it is killed, neither in a command nor behind it", async () => {
  const { codex, machine } = await begin();
  const turn = codex.session.prompt(script({ run: "sleep 1000 & sleep 1000" }));
  await codex.tool("sleep 1000");
  const ended = expect(turn).rejects.toMatchObject({ name: "AgentFailed" });
  await codex.kill();
  await ended;
  expect(await machine.countProcesses()).toBe(0);
});
