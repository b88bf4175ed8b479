// Gemini CLI and OpenCode behind the ACP driver: files, our tools, the sandbox, what their provider refuses, and what is left of them.
import { acpDriver } from "@makima/daemon/agents/acp/acp-driver";
import { type PermissionRequest, TurnFailed } from "@makima/daemon/agents/driver";
import { hasEnvironment, listProcesses } from "@makima/daemon/ports/process-table";
import { describe, expect, test } from "vitest";
import { geminiAgent, opencodeAgent } from "./agents.ts";
import { type DriverWorld, openDriverWorld, script, words } from "./driver-world.ts";

const AGENTS = [
  ["Gemini CLI", geminiAgent, "gemini"],
  ["OpenCode", opencodeAgent, "opencode"],
] as const;

const REFUSALS = [
  ["refused_key", "login"],
  ["no_such_model", "model_unknown"],
  ["context_too_long", "context_too_long"],
] as const;

const allow = ({ options }: PermissionRequest): string | null =>
  options.find(({ kind }) => kind === "allow_once")?.id ?? null;

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((go) => setTimeout(go, 20));
}

describe.each(AGENTS)("%s", (_name, agentOf, home) => {
  const openWorld = (): Promise<DriverWorld> => openDriverWorld({ driver: acpDriver, agentOf });

  test("writes a file, changes it, and uses our tool, in our sandbox, and each call is told once", async () => {
    const world = await openWorld();
    const { session, events, calls, cwd, said } = await world.open({
      sandbox: "require",
      onPermission: allow,
    });
    expect(session.steer).toBeUndefined();
    await session.prompt(
      script(
        { write: "made.txt", content: "made\n" },
        { edit: "made.txt", find: "made", replace: "changed" },
        { run: "touch /usr/out.txt || cp made.txt no.txt", expect: 0 },
        { tool: "report_progress", args: { progress: 50, activity: "half" } },
        { say: "Done." },
      ),
    );
    expect(said()).toContain("Done.");
    expect(await world.read(`${cwd}/made.txt`)).toBe("changed\n");
    expect(await world.read(`${cwd}/no.txt`)).toBe("changed\n");
    expect(calls).toMatchObject([{ tool: "report_progress", input: { progress: 50, activity: "half" } }]);
    const tools = events.filter((event) => event.kind === "tool");
    const ended = tools.filter(({ state }) => state === "completed").map(({ toolCallId }) => toolCallId);
    expect(ended).toEqual([...new Set(ended)]);
    expect(tools.some(({ title = "" }) => title.includes("report_progress"))).toBe(true);
  });

  test.each(REFUSALS)(
    "is refused (%s), which is told as %s, and goes on afterwards",
    async (reason, kind) => {
      const world = await openWorld();
      const { session, said } = await world.open();
      world.model.breakDown({ kind: "refusal", reason });
      const failure: unknown = await session.prompt(words("Hello?")).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TurnFailed);
      expect(failure).toMatchObject({ fault: { kind } });
      world.model.breakDown(null);
      await session.prompt(script({ say: "Better now." }));
      expect(said()).toContain("Better now.");
    },
  );

  test("tries again by itself after an overload", async () => {
    const world = await openWorld();
    const { session, said } = await world.open();
    const end = await session.prompt(script({ fault: "overloaded" }, { say: "It came through." }));
    expect(end.stopReason).toBe("end_turn");
    expect(said()).toContain("It came through.");
  });

  test("is interrupted while its model says nothing, and hears the next prompt", async () => {
    const world = await openWorld();
    const { session, said } = await world.open();
    const turn = session.prompt(script({ hang: true, once: true }, { say: "never" }));
    await until(() => world.model.requests.length > 0);
    await session.cancel();
    expect((await turn).stopReason).toBe("cancelled");
    expect((await session.prompt(script({ say: "Here." }))).stopReason).toBe("end_turn");
    expect(said()).toMatch(/Here\.$/);
  });

  test("leaves nothing behind when it is killed, neither of itself nor of its commands", async () => {
    const world = await openWorld();
    const agent = await world.open({ onPermission: allow });
    const turn = agent.session.prompt(script({ run: "sleep 1000 & sleep 1000", expect: 0 }));
    const gone = expect(turn).rejects.toMatchObject({ name: "AgentFailed" });
    await until(() => JSON.stringify(agent.events).includes("sleep 1000"));
    await agent.kill();
    await gone;
    const its = `HOME=${world.root}/here/home/${home}-home`;
    const left = (await listProcesses()).map(({ pid }) => hasEnvironment(pid, its));
    expect((await Promise.all(left)).filter(Boolean)).toEqual([]);
  });
});

test("Gemini is told a prompt again that it forgot, for the turn of it failed", async () => {
  const world = await openDriverWorld({ driver: acpDriver, agentOf: geminiAgent });
  const { session, said } = await world.open();
  world.model.breakDown({ kind: "drop", afterChars: 0 });
  await expect(session.prompt(script({ say: "It came through." }))).rejects.toThrow(TurnFailed);
  world.model.breakDown(null);
  await session.prompt(words("Go on. MEDLAR."));
  expect(said()).toContain("It came through.");
  await session.prompt(words("And a mango."));
  expect(world.model.timesHeard("Follow it.")).toBe(1);
  expect(world.model.timesHeard("MEDLAR")).toBe(1);
});

test("OpenCode tries again by itself after a stream that broke off", async () => {
  const world = await openDriverWorld({ driver: acpDriver, agentOf: opencodeAgent });
  const { session, said } = await world.open();
  const end = await session.prompt(script({ fault: "drop" }, { say: "It came through." }));
  expect(end.stopReason).toBe("end_turn");
  expect(said()).toContain("It came through.");
});
