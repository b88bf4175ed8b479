// Where the calls of our tools come in, for one run: each is recorded once by its key, and waits for the server's result.
import type { MeshRecord, RunRef } from "@makima/protocol/mesh";
import { AGENT_TOOLS, CHECKPOINTING_TOOLS, type ToolName } from "@makima/protocol/tools";
import { z } from "zod";
import { after } from "../ports/clock.ts";

export interface ToolCall {
  readonly callKey: string;
  readonly tool: ToolName;
  readonly input: Record<string, unknown>;
}

export interface ToolResult {
  readonly result: unknown;
  readonly isError: boolean;
}

export interface ToolDoorParts {
  readonly run: RunRef;
  readonly tools: readonly ToolName[];
  /** How long a waiting tool waits before it asks for what is there. */
  readonly waitMs: number;
  readonly append: (record: MeshRecord, options: { sync: boolean }) => Promise<void>;
  /** A valid call, before it is recorded. */
  readonly onCall: (call: ToolCall) => Promise<void>;
  /** For the tools whose call ends with a checkpoint, before the call is passed on. */
  readonly makeCheckpoint: (call: ToolCall) => Promise<void>;
  /** Resolves when a result may be handed out. */
  readonly held: () => Promise<void>;
  /** The same wait was answered "pending" twice in a turn: the agent does not do as it is told. */
  readonly onStubborn: () => void;
}

type Open = { readonly result: Promise<ToolResult>; readonly settle: (result: ToolResult) => void };

const waitingTools: readonly string[] = ["ask_question", "wait_for_tasks"] satisfies ToolName[];
const pending = z.looseObject({ status: z.literal("pending") });
const mostPending = 2;
const mostRemembered = 1000;

export class ToolDoor {
  readonly #parts: ToolDoorParts;
  readonly #calls = new Map<string, Open>();
  readonly #pendingAnswers = new Map<string, number>();

  constructor(parts: ToolDoorParts) {
    this.#parts = parts;
  }

  /** A call with a key that is known joins the first one: it has one effect and one answer. */
  async call({
    callKey,
    tool,
    input,
  }: {
    callKey: string;
    tool: string;
    input: unknown;
  }): Promise<ToolResult> {
    const known = this.#calls.get(callKey);
    if (known !== undefined) return this.#handOut(known.result);
    const name = this.#parts.tools.find((one) => one === tool);
    if (name === undefined)
      return refuse(`There is no tool "${tool}". You have: ${this.#parts.tools.join(", ")}.`);
    const parsed = AGENT_TOOLS[name].input.safeParse(input);
    if (!parsed.success) return refuse(`The input of ${tool} is wrong.\n${z.prettifyError(parsed.error)}`);
    const open = this.#open(callKey);
    try {
      // The input as it was given: a default is the server's to fill in.
      await this.#record({
        callKey,
        tool: name,
        input: z.record(z.string(), z.unknown()).parse(input ?? {}),
      });
    } catch (error) {
      // It was not recorded, so that it may be tried again under the same key.
      this.#calls.delete(callKey);
      const failed = refuse(
        `${tool} could not be done: ${error instanceof Error ? error.message : String(error)}`,
      );
      open.settle(failed);
      return failed;
    }
    const stopTimer = waitingTools.includes(name) ? this.#startTimer(callKey, open) : undefined;
    const answer = await open.result;
    stopTimer?.();
    if (pending.safeParse(answer.result).success) this.#countPending(JSON.stringify([name, input]));
    return this.#handOut(open.result);
  }

  /** The server's one result of a call; kept until the agent has it, however often it asks. */
  deliver({ callKey, ...result }: ToolResult & { callKey: string }): void {
    this.#open(callKey).settle(result);
    if (this.#calls.size > mostRemembered) this.#forgetOldest();
  }

  /** A new turn: what was answered "pending" in the last one may be asked again. */
  beginTurn(): void {
    this.#pendingAnswers.clear();
  }

  async #record(call: ToolCall): Promise<void> {
    const { run, append, onCall, makeCheckpoint } = this.#parts;
    await onCall(call);
    if (CHECKPOINTING_TOOLS.includes(call.tool)) await makeCheckpoint(call);
    await append({ kind: "tool_call", ...run, ...call }, { sync: true });
  }

  #open(callKey: string): Open {
    const known = this.#calls.get(callKey);
    if (known !== undefined) return known;
    const { promise, resolve } = Promise.withResolvers<ToolResult>();
    const open = { result: promise, settle: resolve };
    this.#calls.set(callKey, open);
    return open;
  }

  #startTimer(callKey: string, open: Open): () => void {
    const { run, waitMs, append } = this.#parts;
    return after(waitMs, () => {
      append({ kind: "tool_overdue", ...run, callKey }, { sync: true }).catch((error: unknown) => {
        open.settle(refuse(`The daemon cannot write to its disk: ${String(error)}`));
      });
    });
  }

  async #handOut(result: Promise<ToolResult>): Promise<ToolResult> {
    const answer = await result;
    await this.#parts.held();
    return answer;
  }

  #countPending(wait: string): void {
    const count = (this.#pendingAnswers.get(wait) ?? 0) + 1;
    this.#pendingAnswers.set(wait, count);
    if (count >= mostPending) this.#parts.onStubborn();
  }

  #forgetOldest(): void {
    const [oldest] = this.#calls.keys();
    if (oldest !== undefined) this.#calls.delete(oldest);
  }
}

function refuse(message: string): ToolResult {
  return { result: { error: { code: "VALIDATION", message } }, isError: true };
}
