// Claude Code waits for people and tasks without a process, and gets what it waited for exactly once, as the result of the call that asked.
import { claudeDriver } from "@makima/daemon/agents/claude/claude-driver";
import type { AgentPast, PastResult } from "@makima/daemon/agents/past";
import { describe, expect, test } from "vitest";
import { claudeAgent } from "./agents.ts";
import { type DriverWorld, type OpenedAgent, openDriverWorld, script, words } from "./driver-world.ts";

const openWorld = (): Promise<DriverWorld> => openDriverWorld({ driver: claudeDriver, agentOf: claudeAgent });

const pending = { status: "pending", questionId: "0190aaaa-0000-7000-8000-000000000001" };
const onCall = ({ tool }: { tool: string }): unknown => (tool === "ask_question" ? pending : { ok: true });

const answerTo = ({ calls }: OpenedAgent, response: string, place = 0): PastResult => {
  const { callKey, tool } = calls.filter((call) => call.tool === "ask_question")[place] ?? fail();
  return { callKey, tool, input: {}, result: { status: "answered", response }, isError: false };
};
const fail = (): never => {
  throw new Error("it has not asked");
};

const injected = (results: readonly PastResult[], text: string | null = null) => ({
  text: `Everything in words: ${results.map(({ result }) => JSON.stringify(result)).join(" ")}`,
  injection: { results, text },
});

const asks = [
  { ask: { question: "Tea or coffee?", choices: ["tea", "coffee"] }, as: "drink" },
  { run: "echo It is ${drink.response}", expect: 0 },
  { say: "Thank you." },
];
/** Beside another call, before or behind it. */
const other = { run: "echo beside", expect: 0 };
const [ask, ...after] = asks;

describe("a question that nobody answers in time", () => {
  test.each([
    ["alone", asks],
    ["before another call", [{ together: [ask, other] }, ...after]],
    ["behind another call", [{ together: [other, ask] }, ...after]],
  ])(
    "%s ends turn and process; the answer is the call's result, and Claude goes on by itself",
    async (_, steps) => {
      const world = await openWorld();
      const agent = await world.open({ onCall });
      const end = await agent.session.prompt(script(...steps));
      expect(end.stopReason).toBe("end_turn");
      expect(agent.session.isAsleep).toBe(true);
      expect(await agent.isProgramGone()).toBe(true);
      expect(agent.said()).toBe("");

      await agent.session.prompt(injected([answerTo(agent, "coffee")]));
      expect(agent.said()).toBe("Thank you.");
      expect(agent.session.isAsleep).toBe(false);
      expect(agent.calls).toHaveLength(1);
      expect(world.model.timesHeard('"response":"coffee"')).toBe(1);
      expect(world.model.timesHeard("Everything in words")).toBe(0);
      expect(agent.starts()).toBe(2);
      // And once more: it goes on as the session that it was.
      await agent.session.prompt(script(...asks));
      expect(agent.session.isAsleep).toBe(true);
      await agent.session.prompt(injected([answerTo(agent, "tea", 1)], "And a papaya."));
      expect(world.model.timesHeard('"response":"tea"')).toBe(1);
      expect(world.model.timesHeard("And a papaya.")).toBe(1);
    },
  );

  test("is answered in words when the answer is for no open call, and the call is told that it waits", async () => {
    const world = await openWorld();
    const agent = await world.open({ onCall });
    await agent.session.prompt(script(ask ?? {}, { say: "Thank you." }));
    await agent.session.prompt(words("A papaya came up meanwhile."));
    expect(world.model.timesHeard("A papaya came up meanwhile.")).toBe(1);
    expect(world.model.timesHeard(pending.questionId)).toBe(1);
    const stranger = { ...answerTo(agent, "coffee"), callKey: "toolu_of_nobody" };
    await agent.session.prompt(injected([stranger]));
    expect(world.model.timesHeard("Everything in words")).toBe(1);
  });

  test("is two questions: the one that is answered has its answer, the other one still waits", async () => {
    const world = await openWorld();
    const agent = await world.open({ onCall });
    const second = { ask: { question: "Milk?", choices: ["yes", "no"] }, as: "milk" };
    await agent.session.prompt(script({ together: [ask, second] }, { say: "Thank you." }));
    expect(agent.calls).toHaveLength(2);
    expect(agent.session.isAsleep).toBe(true);
    await agent.session.prompt(injected([answerTo(agent, "coffee")]));
    expect(world.model.timesHeard('"response":"coffee"')).toBe(1);
    expect(world.model.timesHeard(pending.questionId)).toBe(1);
  });

  test("is one of Claude's own tool: it becomes ours, and waits in the same way", async () => {
    const world = await openWorld();
    const agent = await world.open({ onCall });
    const options = [
      { label: "tea", description: "hot" },
      { label: "coffee", description: "hotter" },
    ];
    const question = { question: "What to drink?", header: "Drink", multiSelect: false, options };
    const own = [{ tool: "AskUserQuestion", args: { questions: [question] } }, { say: "Thank you." }];
    await agent.session.prompt(script(...own));
    expect(agent.calls).toMatchObject([
      { tool: "ask_question", input: { question: "What to drink?", choices: ["tea", "coffee"] } },
    ]);
    expect(agent.session.isAsleep).toBe(true);
    await agent.session.prompt(injected([answerTo(agent, "coffee")]));
    expect(world.model.timesHeard('"response":"coffee"')).toBe(1);
    expect(agent.said()).toBe("Thank you.");
  });
});

test("a question that is answered in time keeps its turn, Claude's own as well", async () => {
  const world = await openWorld();
  const agent = await world.open({ onCall: () => ({ status: "answered", response: "tea" }) });
  const question = {
    question: "What?",
    header: "Drink",
    multiSelect: false,
    options: ["tea", "coffee"].map((label) => ({ label, description: label })),
  };
  await agent.session.prompt(
    script(...asks, { tool: "AskUserQuestion", args: { questions: [question] } }, { say: "Bye." }),
  );
  expect(agent.said()).toBe("Thank you.Bye.");
  // Once before the call and once as the call, under one key.
  expect(new Set(agent.calls.map(({ callKey }) => callKey)).size).toBe(2);
  expect(agent.session.isAsleep).toBe(false);
  expect(agent.starts()).toBe(1);
  expect(world.model.timesHeard('"What?"="tea"')).toBe(1);
});

describe("an answer that comes when its agent is gone", () => {
  const rungs: readonly [string, (first: OpenedAgent) => Partial<AgentPast>, string][] = [
    ["loaded", ({ session }) => ({ session: session.sessionId }), "here"],
    [
      "materialised",
      ({ session, lines }) => ({
        session: session.sessionId,
        read: async () => ({ text: "", messages: [], transcript: { session: session.sessionId, lines } }),
      }),
      "on another machine",
    ],
  ];
  test.each(rungs)("reaches it once, %s", async (rung, pastOf, machine) => {
    const world = await openWorld();
    const first = await world.open({ onCall });
    await first.session.prompt(script(...asks));
    await first.kill();

    const results = [answerTo(first, "coffee")];
    const second = await world.open({ onCall, epoch: 2, machine, past: { ...pastOf(first), results } });
    expect(second.session).toMatchObject({ rung, sessionId: first.session.sessionId, isAsleep: true });
    expect(second.said()).toBe("");
    await second.session.prompt(injected(results));
    expect(second.said()).toBe("Thank you.");
    expect(world.model.timesHeard('"response":"coffee"')).toBe(1);
    // Killed and started again with the same answer, it does not hear it again.
    await second.kill();
    const third = await world.open({
      onCall,
      epoch: 3,
      machine,
      past: { session: first.session.sessionId, results },
    });
    await third.session.prompt(injected(results, "Go on then."));
    expect(world.model.timesHeard('"response":"coffee"')).toBe(1);
    expect(world.model.timesHeard("Go on then.")).toBe(1);
  });

  test("reaches it in the call of another kind of agent, whose conversation it goes on with", async () => {
    const world = await openWorld();
    const message = (
      role: "user" | "assistant" | "tool_call" | "tool_result",
      content: string,
      more: object = {},
    ) => ({
      ...{ role, content, toolCallId: null, toolName: null, toolInput: null, isError: false },
      createdAt: "2026-11-21T10:00:00.000Z",
      ...more,
    });
    const messages = [
      message("user", "Remember the kiwi, and ask what to drink."),
      message("assistant", "I look first."),
      message("tool_call", "ls", { toolCallId: "call 1", toolName: "exec", toolInput: { cmd: "ls" } }),
      message("tool_result", "mango42.txt", { toolCallId: "call 1" }),
      message("tool_call", "ask", {
        toolCallId: "call_2",
        toolName: "ask_question",
        toolInput: { question: "Which?" },
      }),
    ];
    const results = [
      {
        callKey: "call_2",
        tool: "ask_question",
        input: {},
        result: { status: "answered", response: "papaya" },
        isError: false,
      },
    ];
    const read = async () => ({ text: "told", messages, transcript: null });
    const agent = await world.open({ epoch: 4, past: { results, read } });
    expect(agent.session.rung).toBe("rebuilt");
    await agent.session.prompt(
      injected(results, script({ recall: { matching: "kiwi|mango\\d+|papaya" } }).text),
    );
    expect(agent.said()).toBe("RECALL kiwi mango42 papaya");
    // What was made is kept, and can be gone on from.
    await agent.kill();
    const transcript = { session: agent.session.sessionId, lines: agent.lines };
    const next = await world.open({
      epoch: 5,
      machine: "on another machine",
      past: { read: async () => ({ text: "", messages: [], transcript }) },
    });
    expect(next.session.rung).toBe("materialised");
    await next.session.prompt(script({ recall: { matching: "mango\\d+" } }));
    expect(next.said()).toContain("mango42");
  });

  test("is told to a new session when nothing of the past can be had", async () => {
    const world = await openWorld();
    const read = async () => ({
      text: "You were at work.",
      messages: [],
      transcript: { session: "0190aaaa-0000-7000-8000-000000000009", lines: ["{torn"] },
    });
    const agent = await world.open({ past: { session: "0190aaaa-0000-7000-8000-000000000009", read } });
    expect(agent.session.rung).toBe("told");
    expect(agent.session.rungReason).toContain("holds no message");
    await agent.session.prompt(words("You were at work. And now?"));
    expect(world.model.timesHeard("You were at work.")).toBe(1);
  });
});
