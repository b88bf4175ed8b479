// What every driver of agents must do, with a real program at the other end.
import { afterEach, describe, expect, it } from "vitest";
import {
  type AgentDriver,
  type AgentEvent,
  AgentFailed,
  type AgentOptions,
  type AgentSession,
  TurnFailed,
  type TurnWords,
} from "./driver.ts";
import type { AgentPast } from "./past.ts";

/** A program of the driver's protocol that does what a script says, and what is needed to end it. */
export interface ContractAgent {
  readonly launch: AgentOptions["launch"];
  readonly cwd: string;
  readonly folder: string;
  close(): Promise<void>;
}

export interface DriverContract {
  readonly driver: AgentDriver;
  /** A new program each time; those of one test share what they keep. */
  start(): Promise<ContractAgent>;
  /** A program that is no agent: it says nothing for ever. */
  startSilent(): Promise<ContractAgent>;
  /** The prompt that makes the program do these steps. */
  prompt(steps: readonly object[]): string;
}

export function describeDriver(name: string, contract: DriverContract): void {
  const open: ContractAgent[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  describe(`the ${name} driver`, () => {
    describeTurns({ contract, open });
    describeTools({ contract, open });
    describeSessions({ contract, open });
  });
}

type Suite = { readonly contract: DriverContract; readonly open: ContractAgent[] };

function describeTurns(suite: Suite): void {
  const { contract } = suite;
  it("gives a turn's words in order, all of them before its end", async () => {
    const { session, events } = await openSession(suite);
    expect(session.rung).not.toBe("loaded");
    const text = Array.from({ length: 500 }, (_, index) => `word ${index}`).join(" ");
    const end = await session.prompt(stepsOf(contract, [{ think: "hm" }, { say: text }]));
    expect(end.stopReason).toBe("end_turn");
    expect(textOf(events, "thinking")).toBe("hm");
    expect(textOf(events, "assistant")).toBe(text);
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
    await session.prompt(stepsOf(contract, [{ print: { bytes: 3_000_000 } }]));
    expect({ most, running }).toEqual({ most: 1, running: 0 });
  });

  it("cancels a turn and takes the next prompt", async () => {
    const { session, events } = await openSession(suite);
    const turn = session.prompt(stepsOf(contract, [{ say: "now" }, { hang: true }, { say: "later" }]));
    while (textOf(events, "assistant") === "") await new Promise((go) => setTimeout(go, 5));
    await session.cancel();
    expect((await turn).stopReason).toBe("cancelled");
    expect((await session.prompt(words("Go on."))).stopReason).toBe("end_turn");
  });

  it("tells what a turn used, not the session", async () => {
    const { session } = await openSession(suite);
    const cost = (amount: number) => ({
      usage: { used: 10, size: 100, cost: { amount, currency: "USD" } },
    });
    expect((await session.prompt(stepsOf(contract, [cost(0.5)]))).usage).toMatchObject({ costUsd: 0.5 });
    expect((await session.prompt(stepsOf(contract, [cost(0.75)]))).usage).toMatchObject({ costUsd: 0.25 });
    expect((await session.prompt(words("Nothing more."))).usage).toBe(null);
  });
}

function describeTools(suite: Suite): void {
  const { contract } = suite;
  it("gives a tool's call, its output and its end under one id", async () => {
    const { session, events } = await openSession(suite);
    await session.prompt(stepsOf(contract, [{ run: "echo one; echo two" }]));
    const tools = events.filter((event) => event.kind === "tool");
    expect(new Set(tools.map(({ toolCallId }) => toolCallId)).size).toBe(1);
    expect(tools[0]?.input).toEqual({ command: "echo one; echo two" });
    expect(tools.at(-1)?.state).toBe("completed");
    expect(tools.findLast(({ text }) => text !== undefined)?.text).toBe("one\ntwo\n");
  });

  it("passes a request for permission on, and its answer back", async () => {
    const { session, events } = await openSession(suite, {
      onPermission: async ({ title, options }) =>
        title === "May I?" ? (options.find(({ kind }) => kind === "reject_once")?.id ?? null) : null,
    });
    await session.prompt(
      stepsOf(contract, [{ permission: "May I?", as: "leave" }, { say: "${leave.optionId}" }]),
    );
    expect(textOf(events, "assistant")).toBe("reject");
  });

  it("tells an error of a living agent from an agent that is gone", async () => {
    const { session, events } = await openSession(suite);
    await expect(session.prompt(stepsOf(contract, [{ run: "false", expect: 0 }]))).rejects.toThrow(
      TurnFailed,
    );
    const crash = contract.prompt([{ say: "last words" }, { sleep: 50 }, { crash: "SIGKILL" }]);
    await expect(session.prompt(words(crash))).rejects.toThrow(AgentFailed);
    expect(textOf(events, "assistant")).toBe("last words");
  });
}

function describeSessions(suite: Suite): void {
  const { contract } = suite;
  it("loads a session of a former process without giving what is replayed", async () => {
    const first = await openSession(suite);
    await first.session.prompt(stepsOf(contract, [{ say: "one" }, { endTurn: true }, { say: "two" }]));
    await first.started.close();
    const second = await openSession(suite, { past: pastOf(first.session.sessionId) });
    expect(second.session).toMatchObject({ rung: "loaded", sessionId: first.session.sessionId });
    await second.session.prompt(words("Go on."));
    expect(textOf(second.events, "assistant")).toBe("two");
  });

  it("begins a new session where the old one is not known any more", async () => {
    const { session } = await openSession(suite, {
      past: pastOf("0190aaaa-0000-7000-8000-00000000000f"),
    });
    expect(session.rung).not.toBe("loaded");
    expect((await session.prompt(stepsOf(contract, [{ say: "hello" }]))).stopReason).toBe("end_turn");
  });

  it("gives up on a program that does not answer the handshake", async () => {
    await expect(openSession(suite, { handshakeMs: 300, isSilent: true })).rejects.toThrow(AgentFailed);
  });
}

const words = (text: string): TurnWords => ({ text, injection: null });

const stepsOf = (contract: DriverContract, steps: readonly object[]): TurnWords =>
  words(contract.prompt(steps));

const pastOf = (session: string | null): AgentPast => ({
  exists: session !== null,
  session,
  results: [],
  read: async () => ({ text: "", messages: [], transcript: null }),
});

const neverCalled = (): never => {
  throw new Error("no tool is called here");
};

async function openSession(
  { contract, open }: Suite,
  { isSilent = false, ...changes }: Partial<AgentOptions> & { isSilent?: boolean } = {},
): Promise<{ session: AgentSession; events: AgentEvent[]; started: ContractAgent }> {
  const started = await (isSilent ? contract.startSilent() : contract.start());
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
    handshakeMs: 20_000,
    onEvent: async (event) => void events.push(event),
    onTranscript: async () => undefined,
    onPermission: async () => null,
    ...changes,
  });
  return { session, events, started };
}

function textOf(events: readonly AgentEvent[], role: string): string {
  return events.map((event) => (event.kind === "text" && event.role === role ? event.text : "")).join("");
}
