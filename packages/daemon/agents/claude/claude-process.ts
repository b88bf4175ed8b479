// One start of Claude's program: its frames in order, the requests beside them, and its end.
import { rest, sleep } from "../../ports/clock.ts";
import type { LaunchedAgent } from "../../processes/launch-agent.ts";
import { AgentFailed, type AgentOptions } from "../driver.ts";
import { readLines } from "../line-reader.ts";
import { answerPermission } from "./answer-permission.ts";
import { askDurably, waitingHooks } from "./ask-durably.ts";
import { ControlChannel } from "./control-channel.ts";
import { launchOptions, SERVER_NAME } from "./launch.ts";
import { openPipedTools, type PipedTools } from "./piped-tools.ts";
import { type ControlRequest, type Frame, readFrame } from "./read-frame.ts";

export interface ClaudeProcess {
  readonly channel: ControlChannel;
  /** Ends it with consent: it finishes what it does, and what it has still to say is handled. */
  end(): Promise<void>;
}

interface Start {
  readonly transcript: string;
  readonly goesOn: boolean;
  /** Awaited frame by frame. */
  readonly take: (frame: Frame) => Promise<void>;
  readonly onPending: (callId: string, answer: string) => void;
  /** The program is gone and everything that it said has been handled. */
  readonly onOver: () => Promise<void>;
}

const politeMs = 5000;

/** Resolves when it has taken its transcript and can be spoken to. Throws `AgentFailed` when that does not come about within the time. */
export async function startClaude(options: AgentOptions, start: Start): Promise<ClaudeProcess> {
  const canAsk = options.tools.descriptions.some(({ name }) => name === "ask_question");
  const { model, effort = null, trustRepository = false } = options;
  const agent = await options.launch(launchOptions({ ...start, canAsk, model, effort, trustRepository }));
  const tools = await openPipedTools(options.tools);
  const channel = new ControlChannel(agent.process.stdin, answerer(options, { tools, ...start }));
  const refusals: string[] = [];
  const take = async (frame: Frame): Promise<void> => {
    if (frame.kind === "result") refusals.push(...(frame.result.errors ?? []));
    await start.take(frame);
  };
  // What cannot be kept at its end is told where it is to be kept: a spool that fails is the daemon's end.
  const over = Promise.allSettled([follow({ agent, channel, take, onNoise: options.onEvent }, start)]);
  try {
    await shakeHands(channel, options.handshakeMs);
  } catch (error) {
    if (refusals.length === 0) throw error;
    throw new AgentFailed(`Claude refused to start: ${refusals.join(" ")}`, { cause: error });
  }
  return { channel, end: () => endPolitely(agent, over) };
}

async function shakeHands(channel: ControlChannel, handshakeMs: number): Promise<void> {
  const tooLate = new AbortController();
  try {
    await Promise.race([
      channel.ask({ subtype: "initialize", hooks: waitingHooks, sdkMcpServers: [SERVER_NAME] }),
      sleep(handshakeMs, tooLate.signal).then(() => {
        throw new AgentFailed(`the agent did not answer the handshake within ${handshakeMs / 1000} s`);
      }),
    ]);
  } finally {
    tooLate.abort();
  }
}

type Following = {
  readonly agent: LaunchedAgent;
  readonly channel: ControlChannel;
  readonly take: (frame: Frame) => Promise<void>;
  readonly onNoise: AgentOptions["onEvent"];
};

/** Reads the program to its end, no faster than what it says is taken. */
async function follow(
  { agent, channel, take, onNoise }: Following,
  { onOver }: Pick<Start, "onOver">,
): Promise<void> {
  let cause: unknown;
  try {
    for await (const line of readLines(agent.process.stdout, (text) => onNoise({ kind: "noise", text }))) {
      const frame = readFrame(line);
      if (frame === null) {
        if (line.trim() !== "") await onNoise({ kind: "noise", text: `${line}\n` });
      } else if (frame.kind === "answer") channel.takeAnswer(frame);
      else if (frame.kind === "request") channel.takeRequest(frame.requestId, frame.request);
      else if (frame.kind === "withdrawal") channel.withdraw(frame.requestId);
      else await take(frame);
    }
  } catch (error) {
    // What it said cannot be kept, so it may say nothing more.
    cause = error;
    await agent.kill();
  }
  channel.close(new AgentFailed("the agent's program ended", { cause }));
  await onOver();
}

function answerer(
  options: AgentOptions,
  { tools, onPending }: { tools: PipedTools; onPending: Start["onPending"] },
): (request: ControlRequest, signal: AbortSignal) => Promise<unknown> {
  return async (request, signal) => {
    switch (request.subtype) {
      case "mcp_message":
        return tools.take(request);
      case "can_use_tool":
        return answerPermission(request, { signal, decide: options.onPermission });
      case "hook_callback":
        return askDurably(request, { call: options.tools.call, onPending });
      default:
        throw new Error(`makima does not answer "${request.subtype}"`);
    }
  };
}

async function endPolitely(agent: LaunchedAgent, over: Promise<unknown>): Promise<void> {
  agent.process.stdin.end();
  const enough = new AbortController();
  await Promise.race([over, rest(politeMs, enough.signal)]);
  enough.abort();
  await agent.kill();
  await over;
}
