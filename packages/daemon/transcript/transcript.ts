// Turns what an agent says into what is kept of it: messages when they are complete, output as it comes, deltas meanwhile.
import type { MeshRecord, RunRef, SentMessage } from "@makima/protocol/mesh";
import type { AgentEvent } from "../agents/driver.ts";
import type { Delta } from "../link/outlook.ts";
import { after } from "../ports/clock.ts";
import { cutPieces } from "./cut-pieces.ts";
import { OutputPieces } from "./output-pieces.ts";
import { sanitiseText } from "./sanitise-text.ts";
import { ToolCalls } from "./tool-calls.ts";

export interface TranscriptParts {
  readonly run: RunRef;
  /** Names of our own tools, whose calls are recorded where they arrive and not a second time here. */
  readonly ownTools: readonly string[];
  /** How much output is kept whole; of what comes behind it, the end of each call. Below 0 is none. */
  readonly outputLeftBytes: number;
  readonly append: (record: MeshRecord) => Promise<void>;
  readonly sendDelta: (delta: Delta) => void;
}

/** That it heard a message is recorded by itself. */
export type Told = Exclude<AgentEvent, { readonly kind: "heard" }>;

type Text = {
  readonly role: "assistant" | "thinking";
  readonly source: number;
  messageId: string | undefined;
  text: string;
  sent: number;
};

const deltaPauseMs = 30;
const longestDelta = 60_000;
/** A message that grows beyond this is continued in another one of the same role. */
const longestMessage = 256 * 1024;

export class Transcript {
  readonly #parts: TranscriptParts;
  readonly #calls: ToolCalls;
  readonly #output: OutputPieces;
  #messages = 0;
  #text: Text | null = null;
  #stopDelta: (() => void) | null = null;

  constructor(parts: TranscriptParts) {
    this.#parts = parts;
    this.#output = new OutputPieces(parts.outputLeftBytes, (piece) =>
      parts.append({ kind: "output", ...parts.run, pieces: [piece] }),
    );
    this.#calls = new ToolCalls(parts.ownTools, {
      message: (message) => this.#message(message),
      output: (toolCallId, text) => this.#output.take({ stream: "tool", toolCallId }, text),
      endOutput: (toolCallId) => this.#output.end({ stream: "tool", toolCallId }),
    });
  }

  /** Resolves when there was room for it; the caller gives one event after the other. */
  async take(event: Told): Promise<void> {
    if (event.kind === "text") return this.#takeText(event);
    if (event.kind === "noise") return this.#output.take({ stream: "agent", toolCallId: null }, event.text);
    if (this.#calls.completesText(event)) await this.#completeText(false);
    return this.#calls.take(event);
  }

  /** What the owner's set-up prints before the agent is there. */
  takeSetup(text: string): Promise<void> {
    return this.#output.take({ stream: "setup", toolCallId: null }, text);
  }

  /** A call of one of our own tools has come in at the tool door, where it is recorded. */
  adopt(call: { callKey: string; tool: string; input: unknown }): Promise<void> {
    return this.#calls.adopt(call);
  }

  /** Whether the agent has told of this call, and with it of everything before. */
  knows(toolCallId: string): boolean {
    return this.#calls.has(toolCallId);
  }

  /** What was being said is complete, also without its end: a call of our tools or the turn's end comes. */
  async flush(options: { isTruncated?: boolean } = {}): Promise<void> {
    await this.#completeText(options.isTruncated ?? false);
  }

  /** The turn, or the agent, is over: no call of it goes on. */
  async endTurn(options: { isTruncated?: boolean } = {}): Promise<void> {
    await this.flush(options);
    await this.#calls.endTurn();
    await this.#output.endAll();
  }

  async #takeText({ role, text, messageId }: Extract<AgentEvent, { kind: "text" }>): Promise<void> {
    if (this.#text !== null && isAnother(this.#text, { role, messageId })) await this.#completeText(false);
    this.#text ??= { role, source: ++this.#messages, messageId, text: "", sent: 0 };
    this.#text.messageId ??= messageId;
    this.#text.text += text;
    if (this.#text.text.length > longestMessage) await this.#completeText(false);
    else this.#stopDelta ??= after(deltaPauseMs, () => this.#sendDelta());
  }

  #sendDelta(): void {
    this.#stopDelta = null;
    if (this.#text === null) return;
    const { role, source, text, sent } = this.#text;
    this.#text.sent = text.length;
    const { run, sendDelta } = this.#parts;
    for (const piece of cutPieces(sanitiseText(text.slice(sent)), longestDelta)) {
      sendDelta({ ...run, role, source, text: piece });
    }
  }

  async #completeText(isTruncated: boolean): Promise<void> {
    const said = this.#text;
    this.#text = null;
    this.#stopDelta?.();
    this.#stopDelta = null;
    if (said === null) return;
    const { source, role } = said;
    await this.#append({ source, role, content: sanitiseText(said.text), truncated: isTruncated });
  }

  async #message(message: Omit<SentMessage, "source" | "truncated">): Promise<void> {
    await this.#append({ ...message, source: ++this.#messages, truncated: false });
  }

  #append(message: Partial<SentMessage> & Pick<SentMessage, "source" | "role" | "content">): Promise<void> {
    const whole = {
      toolCallId: null,
      toolName: null,
      isError: false,
      truncated: false,
      durationMs: null,
      ...message,
    };
    return this.#parts.append({ kind: "messages", ...this.#parts.run, messages: [whole] });
  }
}

type Voice = { role: Text["role"]; messageId: string | undefined };

/** Agents that say nothing of messages are heard as one until something else begins. */
const isAnother = (said: Voice, { role, messageId }: Voice): boolean =>
  said.role !== role ||
  (said.messageId !== undefined && messageId !== undefined && said.messageId !== messageId);
