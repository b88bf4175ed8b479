// What every driver of agents must do, with a real program at the other end.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type AgentDriver,
  type AgentEvent,
  AgentFailed,
  type AgentOptions,
  type AgentSession,
  TurnFailed,
  type TurnWords,
} from "./driver.ts";
import type { AgentPast, PastMaterials, Rung } from "./past.ts";

/** A program of the driver's protocol that does what a script says, and what is needed to end it. */
export interface ContractAgent {
  readonly launch: AgentOptions["launch"];
  readonly cwd: string;
  readonly folder: string;
  close(): Promise<void>;
}

export interface DriverContract {
  readonly driver: AgentDriver;
  /** What the driver has to declare, and what it has to do all the same. */
  readonly capabilities: AgentSession["capabilities"];
  /** On which rung a conversation goes on that a former process on this machine held a moment ago. */
  readonly comesBackAs: Rung;
  readonly tellsThoughts: boolean;
  /** What its own tools put out is told. */
  readonly tellsOutput: boolean;
  /** The figure of a turn that is looked at; null: it tells none. */
  readonly usage: string | null;
  readonly steps: ContractSteps;
  /** A new program each time; those of one test share what they keep, in a place of this name. */
  start(place: string): Promise<ContractAgent>;
  /** A program that is no agent: it says nothing for ever. */
  startSilent(): Promise<ContractAgent>;
  /** Whatever it is asked now fails without an end of the program, until it is mended. Gives the prompt for that. */
  breakDown(): { readonly prompt: string; readonly mend: () => void };
  /** The prompt that makes the program do these steps. */
  prompt(steps: readonly object[]): string;
}

type Steps = readonly object[];

/** What each program does in its own way. */
interface ContractSteps {
  /** Tells more than can be taken at once. */
  readonly flood: Steps;
  /** Tells something, and does not end. */
  readonly stall: Steps;
  /** Uses some, and less of it. */
  readonly usage: { readonly more: Steps; readonly less: Steps };
  /** Asks for leave once, and says `allowed` only when it got it. */
  readonly askLeave: Steps;
}

export function describeDriver(name: string, contract: DriverContract): void {
  const suite: Suite = { contract, open: [], tests: 0 };
  beforeEach(() => {
    suite.tests += 1;
  });
  afterEach(async () => {
    for (const one of suite.open.splice(0)) await one.close();
  });
  describe(`the ${name} driver`, () => {
    describeTurns(suite);
    describeTools(suite);
    describeSessions(suite);
  });
}

type Suite = {
  readonly contract: DriverContract;
  readonly open: ContractAgent[];
  /** How many have begun. */
  tests: number;
};

function describeTurns(suite: Suite): void {
  const { contract } = suite;
  const { steps } = contract;
  it("gives a turn's words in order, all of them before its end", async () => {
    const { session, events } = await openSession(suite);
    expect(session).toMatchObject({ rung: "new", isAsleep: false });
    const text = Array.from({ length: 500 }, (_, index) => `word ${index}`).join(" ");
    const end = await session.prompt(stepsOf(contract, [{ think: "hm" }, { say: text }]));
    expect(end.stopReason).toBe("end_turn");
    expect(textOf(events, "thinking").includes("hm")).toBe(contract.tellsThoughts);
    expect(textOf(events, "assistant")).toBe(text);
  });

  it("declares what it can", async () => {
    const { session } = await openSession(suite);
    expect(session.capabilities).toEqual(contract.capabilities);
    expect(session.steer !== undefined).toBe(contract.capabilities.canSteer);
  });

  it("waits for what it gives away: the agent is not read faster than its events are taken", async () => {
    let running = 0;
    let most = 0;
    const { session } = await openSession(suite, {
      async onEvent() {
        running += 1;
        most = Math.max(most, running);
        await new Promise((go) => setTimeout(go, 1));
        running -= 1;
      },
    });
    await session.prompt(stepsOf(contract, steps.flood));
    expect({ most, running }).toEqual({ most: 1, running: 0 });
  });

  it("cancels a turn and takes the next prompt", async () => {
    const { session, events } = await openSession(suite);
    const turn = session.prompt(stepsOf(contract, [...steps.stall, { say: "later" }]));
    await somethingIsTold(events);
    await session.cancel();
    expect((await turn).stopReason).toBe("cancelled");
    expect((await session.prompt(stepsOf(contract, [{ say: "Here." }]))).stopReason).toBe("end_turn");
    expect(textOf(events, "assistant")).toMatch(/Here\.$/);
  });

  it("tells what a turn used, not the session", async () => {
    const { session } = await openSession(suite);
    const { usage: more } = await session.prompt(stepsOf(contract, steps.usage.more));
    const { usage: less } = await session.prompt(stepsOf(contract, steps.usage.less));
    const figures = [more, less].map((usage) => (contract.usage === null ? usage : usage?.[contract.usage]));
    const [first, second] = figures;
    const isOfTurn = Number(second) > 0 && Number(second) < Number(first);
    expect(contract.usage === null ? figures : isOfTurn).toEqual(
      contract.usage === null ? [null, null] : true,
    );
  });
}

function describeTools(suite: Suite): void {
  const { contract } = suite;
  const { steps } = contract;
  it("gives a tool's call, its output and its end under one id", async () => {
    const { session, events } = await openSession(suite);
    await session.prompt(stepsOf(contract, [{ run: "echo one; echo two" }]));
    const tools = events.filter((event) => event.kind === "tool");
    expect(new Set(tools.map(({ toolCallId }) => toolCallId)).size).toBe(1);
    expect(JSON.stringify(tools.map(({ input }) => input))).toContain("echo one; echo two");
    expect(tools.at(-1)?.state).toBe("completed");
    const output = tools.findLast(({ text }) => text !== undefined)?.text ?? "";
    expect(output.includes("one\ntwo")).toBe(contract.tellsOutput);
  });

  it.each([true, false])("passes a request for leave on, and its answer back: %s", async (isAllowed) => {
    const asked: string[] = [];
    const kind = isAllowed ? "allow_once" : "reject_once";
    const { session, events } = await openSession(suite, {
      onPermission: async ({ title, options }) => {
        asked.push(title);
        return options.find((option) => option.kind === kind)?.id ?? null;
      },
    });
    await session.prompt(stepsOf(contract, steps.askLeave));
    expect(asked).toEqual([expect.stringMatching(/\w/)]);
    expect(textOf(events, "assistant").includes("allowed")).toBe(isAllowed);
  });

  it("tells an error of a living agent from an agent that is gone", async () => {
    const { session, events, started } = await openSession(suite);
    const broken = contract.breakDown();
    await expect(session.prompt(words(broken.prompt))).rejects.toThrow(TurnFailed);
    broken.mend();
    const at = events.length;
    const turn = session.prompt(stepsOf(contract, steps.stall)).catch((error: unknown) => error);
    await somethingIsTold(events, at);
    await started.close();
    expect(await turn).toBeInstanceOf(AgentFailed);
  });
}

function describeSessions(suite: Suite): void {
  const { contract } = suite;
  it("goes on where a former process was, without giving what is replayed", async () => {
    const first = await openSession(suite);
    const begin = stepsOf(contract, [{ say: "one" }, { endTurn: true }, { say: "two" }]);
    await first.session.prompt(begin);
    await first.started.close();
    const past = pastOf(first.session.sessionId, [
      messageOf("user", begin.text),
      messageOf("assistant", "one"),
    ]);
    const second = await openSession(suite, { past, epoch: 2 });
    expect(second.session.rung).toBe(contract.comesBackAs);
    await second.session.prompt(words("Go on."));
    expect(textOf(second.events, "assistant")).toBe("two");
  });

  it("begins a new session where the old one is not known any more", async () => {
    const { session } = await openSession(suite, {
      past: pastOf("0190aaaa-0000-7000-8000-00000000000f"),
    });
    expect(session.rung).toBe("told");
    expect(session.rungReason).toMatch(/^[A-Z].*\.$/);
    expect((await session.prompt(stepsOf(contract, [{ say: "hello" }]))).stopReason).toBe("end_turn");
  });

  it("gives up on a program that does not answer the handshake", async () => {
    await expect(openSession(suite, { handshakeMs: 300, isSilent: true })).rejects.toThrow(AgentFailed);
  });
}

async function somethingIsTold(events: readonly AgentEvent[], after = 0): Promise<void> {
  while (events.slice(after).every(({ kind }) => kind === "noise"))
    await new Promise((go) => setTimeout(go, 5));
}

const words = (text: string): TurnWords => ({ text, injection: null });

const stepsOf = (contract: DriverContract, steps: readonly object[]): TurnWords =>
  words(contract.prompt(steps));

type Messages = PastMaterials["messages"];

const pastOf = (session: string | null, messages: Messages = []): AgentPast => ({
  exists: session !== null,
  session,
  results: [],
  read: async () => ({ text: "", messages, transcript: null }),
});

const messageOf = (role: "user" | "assistant", content: string): Messages[number] => ({
  ...{ role, content, toolCallId: null, toolName: null, toolInput: null, isError: false },
  createdAt: "2026-11-21T12:00:00.000Z",
});

const neverCalled = (): never => {
  throw new Error("no tool is called here");
};

async function openSession(
  { contract, open, tests }: Suite,
  { isSilent = false, ...changes }: Partial<AgentOptions> & { isSilent?: boolean } = {},
): Promise<{ session: AgentSession; events: AgentEvent[]; started: ContractAgent }> {
  const started = await (isSilent ? contract.startSilent() : contract.start(`test-${tests}`));
  open.push(started);
  const events: AgentEvent[] = [];
  const session = await contract.driver.open({
    launch: started.launch,
    cwd: started.cwd,
    folder: started.folder,
    epoch: 1,
    tools: { url: "http://127.0.0.1:9/mcp", token: "none", descriptions: [], call: neverCalled },
    model: null,
    past: pastOf(null),
    handshakeMs: 60_000,
    onEvent: async (event) => void events.push(event),
    onTranscript: async () => undefined,
    onPermission: async ({ options }) => options.find(({ kind }) => kind === "allow_once")?.id ?? null,
    ...changes,
  });
  return { session, events, started };
}

function textOf(events: readonly AgentEvent[], role: string): string {
  return events.map((event) => (event.kind === "text" && event.role === role ? event.text : "")).join("");
}
