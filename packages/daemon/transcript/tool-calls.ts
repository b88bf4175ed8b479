// The calls of an agent's tools in its conversation: announced, their output, their result; calls of our own left out.
import { isDeepStrictEqual } from "node:util";
import type { SentMessage } from "@makima/protocol/mesh";
import type { AgentEvent } from "../agents/driver.ts";
import { namesTool } from "../agents/names-tool.ts";
import { monotonicMs } from "../ports/clock.ts";
import { cutEnd } from "./cut-pieces.ts";
import { sanitiseText, sanitiseValue } from "./sanitise-text.ts";
import { ToolOutput } from "./tool-output.ts";

export type ToolEvent = Extract<AgentEvent, { kind: "tool" }>;

export interface ToolSink {
  message(message: Omit<SentMessage, "source" | "truncated">): Promise<void>;
  output(toolCallId: string, text: string): Promise<void>;
  /** The call shows nothing any more. */
  endOutput(toolCallId: string): Promise<void>;
}

type Call = {
  readonly toolCallId: string;
  readonly startedMs: number;
  title: string;
  name: string | null;
  toolKind: string | null;
  input: unknown;
  /** Held calls may turn out to be of our own tools; told ones are in the conversation. */
  stage: "held" | "told" | "own" | "over";
  /** What a held call has shown, in order. */
  readonly held: string[];
  heldLength: number;
  readonly output: ToolOutput;
};

const keptResult = 64 * 1024;
/** A call that shows so much is none of ours, whose results are small. */
const mostHeld = 256 * 1024;
const mostRemembered = 1000;

export class ToolCalls {
  readonly #ownTools: readonly string[];
  readonly #sink: ToolSink;
  readonly #calls = new Map<string, Call>();
  /** Calls that came in at the tool door before the agent told of them. */
  readonly #adopted: { callKey: string; tool: string; input: unknown; isMatched: boolean }[] = [];

  constructor(ownTools: readonly string[], sink: ToolSink) {
    this.#ownTools = ownTools;
    this.#sink = sink;
  }

  /** News of a call that is none of the conversation does not end what the agent is saying. */
  completesText({ toolCallId }: ToolEvent): boolean {
    const call = this.#calls.get(toolCallId);
    return call === undefined || call.stage === "held";
  }

  has(toolCallId: string): boolean {
    return this.#calls.has(toolCallId);
  }

  async take(event: ToolEvent): Promise<void> {
    const call = this.#calls.get(event.toolCallId) ?? this.#begin(event);
    if (event.title !== undefined) call.title = event.title;
    if (event.name !== undefined) call.name = event.name;
    if (event.toolKind !== undefined) call.toolKind = event.toolKind;
    if (event.input !== undefined) call.input = event.input;
    if (call.stage === "held" && this.#findAdopted(call)) call.stage = "own";
    if (call.stage === "own" || call.stage === "over") return;
    const isEnd = event.state === "completed" || event.state === "failed";
    const fresh = event.text === undefined ? "" : call.output.show(event.text);
    if (call.stage === "held") {
      call.held.push(fresh);
      call.heldLength += fresh.length;
      const isCertain = !this.#mayBeOwn(call) && event.state !== "pending" && event.state !== undefined;
      if (isEnd || isCertain || call.heldLength > mostHeld) await this.#tell(call);
    } else if (fresh !== "") await this.#sink.output(call.toolCallId, fresh);
    if (isEnd) await this.#end(call, event);
  }

  async adopt(adopted: { callKey: string; tool: string; input: unknown }): Promise<void> {
    const held = [...this.#calls.values()].filter(({ stage }) => stage === "held");
    const call =
      held.find((one) => one.toolCallId === adopted.callKey) ?? held.find((one) => isSame(one, adopted));
    if (call !== undefined) call.stage = "own";
    this.#adopted.push({ ...adopted, isMatched: call !== undefined });
    if (this.#adopted.length > mostRemembered) this.#adopted.shift();
  }

  /** What is still held was told by nobody else; calls without an end stay without a result. */
  async endTurn(): Promise<void> {
    for (const call of this.#calls.values()) if (call.stage === "held") await this.#tell(call);
    this.#calls.clear();
  }

  #begin(event: ToolEvent): Call {
    const call: Call = {
      toolCallId: event.toolCallId,
      startedMs: monotonicMs(),
      title: event.title ?? "",
      name: event.name ?? null,
      toolKind: event.toolKind ?? null,
      input: event.input,
      stage: "held",
      held: [],
      heldLength: 0,
      output: new ToolOutput(),
    };
    this.#calls.set(event.toolCallId, call);
    return call;
  }

  #findAdopted(call: Call): boolean {
    const found =
      this.#adopted.find(({ callKey }) => callKey === call.toolCallId) ??
      this.#adopted.find((one) => !one.isMatched && isSame(call, one));
    if (found !== undefined) found.isMatched = true;
    return found !== undefined;
  }

  /** A tool without a kind of its own may be anything that an MCP server offers. */
  #mayBeOwn({ title, name, toolKind }: Call): boolean {
    const isOfNoKind = toolKind === null || toolKind === "other";
    return isOfNoKind || this.#ownTools.some((tool) => namesTool({ title, name }, tool));
  }

  async #tell(call: Call): Promise<void> {
    call.stage = "told";
    await this.#sink.message({
      role: "tool_call",
      content: sanitiseText(call.title),
      toolCallId: sanitiseText(call.toolCallId),
      toolName: sanitiseText(call.name ?? call.toolKind ?? call.title).slice(0, 200),
      toolInput: sanitiseValue(call.input) ?? null,
      isError: false,
      durationMs: null,
    });
    for (const text of call.held.splice(0)) if (text !== "") await this.#sink.output(call.toolCallId, text);
  }

  async #end(call: Call, { state, output }: ToolEvent): Promise<void> {
    call.stage = "over";
    const raw = typeof output === "string" ? output : output === undefined ? "" : JSON.stringify(output);
    if (call.output.isEmpty && raw.length > keptResult) await this.#sink.output(call.toolCallId, raw);
    await this.#sink.endOutput(call.toolCallId);
    await this.#sink.message({
      role: "tool_result",
      content: sanitiseText(call.output.isEmpty ? cutEnd(raw, keptResult).text : call.output.summary),
      toolCallId: sanitiseText(call.toolCallId),
      toolName: sanitiseText(call.name ?? call.toolKind ?? call.title).slice(0, 200),
      isError: state === "failed",
      durationMs: Math.round(monotonicMs() - call.startedMs),
    });
  }
}

/** An agent that tells no arguments (Gemini CLI) is taken at the tool's name. */
const isSame = (call: Call, adopted: { tool: string; input: unknown }): boolean =>
  namesTool(call, adopted.tool) &&
  (call.input === undefined || isDeepStrictEqual(call.input ?? {}, adopted.input));
