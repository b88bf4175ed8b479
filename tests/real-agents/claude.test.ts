// The driver of Claude Code with the real program: everything but the model behind it.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { claudeDriver } from "@makima/daemon/agents/claude/claude-driver";
import { AgentFailed, TurnFailed } from "@makima/daemon/agents/driver";
import type { AgentFault } from "@makima/protocol/mesh";
import type { Fault } from "@makima/scripted-model/fault";
import { eventually } from "@makima/testkit/eventually";
import { describe, expect, test } from "vitest";
import { claudeAgent } from "./agents.ts";
import {
  type DriverWorld,
  type OpenedAgent,
  openDriverWorld,
  script,
  words,
  worktreeOf,
} from "./driver-world.ts";

const openWorld = (): Promise<DriverWorld> => openDriverWorld({ driver: claudeDriver, agentOf: claudeAgent });

/** What has reached the model, in the last request of all. */
const recall = async ({ session, said }: OpenedAgent, matching: string): Promise<string> => {
  const before = said().length;
  await session.prompt(script({ recall: { matching } }));
  return said().slice(before);
};

describe("a turn", () => {
  test("has words, the agent's own tools, ours, and what it used", async () => {
    const world = await openWorld();
    const { session, events, calls, cwd, lines, said } = await world.open();
    const end = await session.prompt(
      script(
        { think: "hm" },
        { say: "I begin." },
        { write: "made.txt", content: "made\n" },
        { run: "cat made.txt", expect: 0 },
        { tool: "report_progress", args: { progress: 50, activity: "half" } },
        { say: "I end." },
      ),
    );
    expect(end).toMatchObject({ stopReason: "end_turn", usage: { costUsd: expect.any(Number) as number } });
    expect(session).toMatchObject({ rung: "new", isAsleep: false });
    expect(said()).toBe("I begin.I end.");
    expect(await world.read(`${cwd}/made.txt`)).toBe("made\n");
    const tools = events.filter((event) => event.kind === "tool");
    expect(tools.flatMap(({ name, toolKind }) => (name === undefined ? [] : [[name, toolKind]]))).toEqual([
      ["Write", "edit"],
      ["Bash", "execute"],
      ["mcp__makima__report_progress", undefined],
    ]);
    const own = tools.find(({ name }) => name === "mcp__makima__report_progress");
    expect(calls).toEqual([
      { callKey: own?.toolCallId, tool: "report_progress", input: { progress: 50, activity: "half" } },
    ]);
    expect(tools.filter(({ state }) => state === "completed")).toHaveLength(3);
    // Each line of the conversation is told once, and goes on from the one before.
    const told = lines.map((line) => JSON.parse(line) as { uuid?: string; parentUuid?: string | null });
    const uuids = told.flatMap(({ uuid }) => uuid ?? []);
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(told.filter(({ parentUuid }) => parentUuid != null && !uuids.includes(parentUuid))).toEqual([]);
  });

  test("does what is allowed, and not what is refused", async () => {
    const world = await openWorld();
    const asked: string[] = [];
    const { session, events, cwd } = await world.open({
      onPermission: ({ toolKind, title, options }) => {
        asked.push(`${toolKind} ${title}`);
        expect(options.map(({ kind }) => kind)).toContain("reject_once");
        return toolKind === "edit" ? "allow_once" : "reject_once";
      },
    });
    await session.prompt(script({ write: "yes.txt", content: "yes" }, { run: "touch no.txt", expect: 0 }));
    expect(await world.read(`${cwd}/yes.txt`)).toBe("yes");
    await expect(world.read(`${cwd}/no.txt`)).rejects.toThrow("ENOENT");
    expect(asked).toEqual([expect.stringMatching(/^edit Write .*yes\.txt$/), "execute Bash touch no.txt"]);
    const failed = events.filter((event) => event.kind === "tool" && event.state === "failed");
    expect(failed).toMatchObject([{ text: "The person did not allow this." }]);
  });

  test("is interrupted, in the model's silence and in a tool, and the next one begins", async () => {
    const world = await openWorld();
    const { session, events } = await world.open();
    for (const step of [{ hang: true, once: true }, { run: "sleep 600" }]) {
      const turn = session.prompt(script({ say: "Now." }, { run: "true", expect: 0 }, step));
      const at = events.length;
      await eventually("the turn is under way", async () => events.length > at + 2);
      await sleep(500);
      await session.cancel();
      expect((await turn).stopReason).toBe("cancelled");
    }
    expect((await session.prompt(script({ say: "Alive." }))).stopReason).toBe("end_turn");
  });

  test("hears what is said to it while it works", async () => {
    const world = await openWorld();
    // To this model Claude gives it with the tool's result, to others beside the conversation.
    const { session, events, said } = await world.open({ model: "claude-sonnet-4-5" });
    const turn = session.prompt(
      script({ run: "sleep 2; echo slept", expect: 0 }, { recall: { matching: "papaya" } }),
    );
    await eventually("the tool runs", async () => events.some(({ kind }) => kind === "tool"));
    const messageId = "0199c0de-0000-7000-8000-000000000001";
    await session.steer?.({ messageId, text: "Think of a papaya." });
    expect((await turn).stopReason).toBe("end_turn");
    const at = events.findIndex((event) => event.kind === "heard" && event.messageId === messageId);
    // In its place: behind the tool that ran, before what is said with it in mind.
    expect(events.slice(0, at).findLast(({ kind }) => kind === "tool")).toMatchObject({ state: "completed" });
    expect(events.slice(at).some(({ kind }) => kind === "text")).toBe(true);
    expect(said()).toContain("papaya");
    expect(world.model.timesHeard("Think of a papaya.")).toBe(1);
    expect(world.model.requests.at(-1)?.conversation.model).toBe("claude-sonnet-4-5");
  });

  test("never hears what its interrupted turn had not read yet", async () => {
    const world = await openWorld();
    const { session, events } = await world.open();
    const turn = session.prompt(script({ run: "sleep 600" }));
    await eventually("the tool runs", async () => events.some(({ kind }) => kind === "tool"));
    await session.steer?.({ messageId: "0199c0de-0000-7000-8000-000000000002", text: "Think of a papaya." });
    await session.cancel();
    expect((await turn).stopReason).toBe("cancelled");
    await session.prompt(script({ say: "Alive." }));
    expect(events.filter(({ kind }) => kind === "heard")).toEqual([]);
    expect(world.model.timesHeard("Think of a papaya.")).toBe(0);
  });

  test("takes words that look like a command of Claude's own as words", async () => {
    const world = await openWorld();
    const agent = await world.open();
    await agent.session.prompt(words("/cost is what I want to know."));
    expect(world.model.timesHeard("/cost is what I want to know.")).toBe(1);
  });
});

test.each([
  [false, ["here"]],
  [true, ["here", "hooked"]],
])("what a repository brings for Claude runs when it is trusted (%s)", async (trustRepository, files) => {
  const world = await openWorld();
  const cwd = worktreeOf(world);
  await mkdir(`${cwd}/.claude`, { recursive: true });
  const hook = { hooks: [{ type: "command", command: `touch ${cwd}/hooked` }] };
  await writeFile(`${cwd}/.claude/settings.json`, JSON.stringify({ hooks: { UserPromptSubmit: [hook] } }));
  const { session } = await world.open({ trustRepository });
  await session.prompt(script({ run: "touch here", expect: 0 }));
  expect((await readdir(cwd)).filter((name) => !name.startsWith("."))).toEqual(files);
});

describe("what the provider refuses", () => {
  const impatient = { CLAUDE_CODE_MAX_RETRIES: "0", API_TIMEOUT_MS: "3000" };
  test.each([
    ["login", "refused_key"],
    ["rate_limited", "rate_limited"],
    ["overloaded", "overloaded"],
    ["context_too_long", "context_too_long"],
    ["model_unknown", "no_such_model"],
  ] as const)("is told as %s, and the session goes on", (kind, reason) =>
    expectFault({ kind, fault: { kind: "refusal", reason } }),
  );

  test("or breaks off, or does not answer, is told as overloaded", async () => {
    await expectFault({ kind: "overloaded", fault: { kind: "drop", afterChars: 0 } });
    await expectFault({ kind: "overloaded", fault: { kind: "hang" } });
  });

  async function expectFault({ kind, fault }: { kind: AgentFault["kind"]; fault: Fault }): Promise<void> {
    const world = await openWorld();
    const { session, said } = await world.open({ env: impatient });
    world.model.breakDown(fault);
    const failure: unknown = await session.prompt(words("Hello?")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TurnFailed);
    expect((failure as TurnFailed).fault.kind).toBe(kind);
    expect((failure as TurnFailed).message).not.toBe("");
    expect(said()).toBe("");
    world.model.breakDown(null);
    await session.prompt(script({ say: "Better now." }));
    expect(said()).toBe("Better now.");
  }

  test("an overload and a stream that broke off are tried again by Claude itself", async () => {
    const world = await openWorld();
    const { session, said } = await world.open();
    await session.prompt(
      script({ fault: "overloaded" }, { say: "One." }, { run: "true" }, { fault: "drop" }, { say: "Two." }),
    );
    expect(said()).toBe("One.Two.");
  });
});

describe("what is left of it", () => {
  test("nothing, when it is killed in a tool: no process and no turn", async () => {
    const world = await openWorld();
    const { session, events, kill, cwd } = await world.open();
    const turn = session.prompt(script({ run: "echo $$ > pid; exec sleep 600" }));
    const failed = expect(turn).rejects.toThrow(AgentFailed);
    const pid = await eventually("the tool runs", async () => {
      const text = await world.read(`${cwd}/pid`).catch(() => "");
      return text.trim() === "" ? null : Number(text);
    });
    expect(events.some((event) => event.kind === "tool" && event.state === "in_progress")).toBe(true);
    await kill();
    await failed;
    // One that is dead and not yet buried has no command any more.
    expect(await world.read(`/proc/${pid}/cmdline`).catch(() => "")).toBe("");
  });

  test("everything, in a sandbox that lets it write in its worktree alone", async () => {
    const world = await openWorld();
    const { session, cwd, said } = await world.open({ sandbox: "require" });
    await session.prompt(
      script(
        { write: "in.txt", content: "in" },
        { run: "touch /usr/out.txt", expect: 1 },
        { tool: "report_progress", args: { progress: 1, activity: "in a box" } },
        { say: "Done." },
      ),
    );
    expect(said()).toBe("Done.");
    expect(await world.read(`${cwd}/in.txt`)).toBe("in");
  });
});

describe("a turn that ended with its process", () => {
  test.each([
    ["in a tool", { run: "sleep 600" }],
    ["in the middle of its words", { say: "word ".repeat(400), chunkMs: 200 }],
  ])("%s goes on where its transcript lies", async (_, last) => {
    const world = await openWorld();
    const first = await world.open();
    const turn = first.session.prompt(
      script({ say: "I know the kiwi." }, { run: "echo mango$((40+2))", expect: 0 }, last),
    );
    const failed = expect(turn).rejects.toThrow(AgentFailed);
    await eventually("it is in its last step", async () => {
      const tools = first.events.filter((event) => event.kind === "tool");
      return "run" in last ? tools.length === 3 : first.said().includes("word word");
    });
    await first.kill();
    await failed;

    const past = { session: first.session.sessionId };
    const second = await world.open({ epoch: 2, past });
    expect(second.session).toMatchObject({ rung: "loaded", sessionId: first.session.sessionId });
    expect(await recall(second, "kiwi|mango\\d+")).toMatch(/RECALL.*mango42/);
    // A third machine has the same from what was told of both.
    const read = async () => ({
      text: "",
      messages: [],
      transcript: { session: first.session.sessionId, lines: [...first.lines, ...second.lines] },
    });
    const third = await world.open({ epoch: 3, past: { ...past, read }, machine: "there" });
    expect(third.session).toMatchObject({ rung: "materialised", sessionId: first.session.sessionId });
    expect(third.session.rungReason).toContain("no transcript");
    expect(await recall(third, "mango\\d+")).toMatch(/RECALL.*mango42/);
    expect(second.cwd).not.toBe(third.cwd);
  });
});
