// Turns what Claude says into the daemon's own events: text as it is streamed, calls of tools, and their results.
import { z } from "zod";
import type { AgentEvent } from "../driver.ts";
import { describeCall } from "./describe-call.ts";
import type { AssistantFrame, Block, Frame } from "./read-frame.ts";

const start = z.looseObject({ message: z.looseObject({ id: z.string() }) });
const delta = z.looseObject({
  delta: z.looseObject({
    type: z.string(),
    text: z.string().optional(),
    thinking: z.string().optional(),
  }),
});
const said = z.looseObject({ text: z.string().optional(), thinking: z.string().optional() });
const call = z.looseObject({ id: z.string(), name: z.string(), input: z.unknown().optional() });
const outcome = z.looseObject({
  tool_use_id: z.string(),
  content: z.unknown().optional(),
  is_error: z.boolean().nullish().catch(null),
});

/** For one process of Claude, frame by frame. */
export class Translator {
  #messageId: string | undefined;
  /** How much of the block that is being said was given away already. */
  #given = 0;

  take(frame: Frame): AgentEvent[] {
    if (frame.kind === "partial") return this.#takePartial(frame.event);
    if (frame.kind === "assistant") return this.#takeMessage(frame.frame);
    if (frame.kind === "user") return frame.content.flatMap(readOutcome);
    return [];
  }

  #takePartial(event: { type: string }): AgentEvent[] {
    if (event.type === "message_start") {
      const begun = start.safeParse(event);
      this.#messageId = begun.success ? begun.data.message.id : undefined;
    }
    if (event.type === "message_start" || event.type === "content_block_start") this.#given = 0;
    const read = event.type === "content_block_delta" ? delta.safeParse(event) : null;
    if (read?.success !== true) return [];
    const { text, thinking } = read.data.delta;
    this.#given += (text ?? thinking ?? "").length;
    return textEvents({ text, thinking, messageId: this.#messageId });
  }

  /** A whole block of a message; of its text only what was not streamed is news. */
  #takeMessage({ message, is_api_error_message: isApiError }: AssistantFrame): AgentEvent[] {
    // What the provider refused is told by the turn's end, it is no word of the conversation.
    if (isApiError === true) return [];
    const events = message.content.flatMap((block) => {
      const given = this.#given;
      this.#given = 0;
      return readBlock(block, { messageId: message.id, given });
    });
    return events;
  }
}

function readBlock(block: Block, { messageId, given }: { messageId: string; given: number }): AgentEvent[] {
  if (block.type === "tool_use") return readCall(block);
  const read = said.safeParse(block);
  if (!read.success) return [];
  const { text, thinking } = read.data;
  return textEvents({ text: text?.slice(given), thinking: thinking?.slice(given), messageId });
}

function readCall(block: Block): AgentEvent[] {
  const read = call.safeParse(block);
  if (!read.success) return [];
  const { id, name, input } = read.data;
  const { title, toolKind } = describeCall(name, input);
  return [
    {
      kind: "tool",
      toolCallId: id,
      name,
      title,
      ...(toolKind === null ? {} : { toolKind }),
      state: "in_progress",
      input: input ?? {},
    },
  ];
}

function readOutcome(block: Block): AgentEvent[] {
  const read = block.type === "tool_result" ? outcome.safeParse(block) : null;
  if (read?.success !== true) return [];
  const { tool_use_id: toolCallId, content, is_error: isError } = read.data;
  return [
    {
      kind: "tool",
      toolCallId,
      state: isError === true ? "failed" : "completed",
      text: showContent(content),
    },
  ];
}

function showContent(content: unknown): string {
  if (typeof content === "string") return content;
  const read = z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).safeParse(content);
  return read.success ? read.data.map(({ type, text }) => text ?? `[${type}]`).join("\n") : "";
}

function textEvents(told: {
  text: string | undefined;
  thinking: string | undefined;
  messageId: string | undefined;
}): AgentEvent[] {
  const at = told.messageId === undefined ? {} : { messageId: told.messageId };
  return [
    ...(told.thinking
      ? [{ kind: "text" as const, role: "thinking" as const, text: told.thinking, ...at }]
      : []),
    ...(told.text ? [{ kind: "text" as const, role: "assistant" as const, text: told.text, ...at }] : []),
  ];
}
