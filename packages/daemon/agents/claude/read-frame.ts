// Reads a line of Claude Code's stream-json output as a frame; what is not known is `other`, so that a newer version disturbs nothing.
import { z } from "zod";

const block = z.looseObject({ type: z.string() });
export type Block = z.infer<typeof block>;
const blocks = z.union([z.string().transform((text): Block[] => [{ type: "text", text }]), z.array(block)]);

const result = z.looseObject({
  is_error: z.boolean().catch(false),
  result: z.string().nullish().catch(null),
  errors: z.array(z.string()).nullish().catch(null),
  stop_reason: z.string().nullish().catch(null),
  terminal_reason: z.string().nullish().catch(null),
  total_cost_usd: z.number().nullish().catch(null),
  modelUsage: z.unknown().optional(),
});
export type ResultFrame = z.infer<typeof result>;

const assistant = z.looseObject({
  message: z.looseObject({ id: z.string(), content: blocks }),
  is_api_error_message: z.boolean().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  api_error_status: z.number().nullish().catch(null),
  rate_limit_info: z.unknown().optional(),
});
export type AssistantFrame = z.infer<typeof assistant>;

const answer = z.looseObject({
  response: z.looseObject({
    subtype: z.string(),
    request_id: z.string(),
    response: z.unknown().optional(),
    error: z.unknown().optional(),
  }),
});
const request = z.looseObject({ request_id: z.string(), request: z.looseObject({ subtype: z.string() }) });
const withdrawal = z.looseObject({ request_id: z.string() });
const mirror = z.looseObject({ entries: z.array(z.looseObject({})) });
const partial = z.looseObject({ event: z.looseObject({ type: z.string() }) });
const user = z.looseObject({ message: z.looseObject({ content: blocks }) });
const said = z.object({
  type: z.enum(["assistant", "user"]),
  uuid: z.string(),
  timestamp: z.string().optional(),
  message: z.looseObject({ content: z.union([z.string(), z.array(block)]) }),
});
export type SaidLine = z.infer<typeof said>;
const lifecycle = z.looseObject({ command_uuid: z.string(), state: z.string() });
const limit = z.looseObject({ rate_limit_info: z.unknown() });
const frame = z.looseObject({ type: z.string(), parent_tool_use_id: z.string().nullish().catch(null) });

export type ControlRequest = z.infer<typeof request>["request"];

export type Frame =
  | {
      readonly kind: "answer";
      readonly requestId: string;
      readonly isError: boolean;
      readonly value: unknown;
    }
  | { readonly kind: "request"; readonly requestId: string; readonly request: ControlRequest }
  /** Claude no longer waits for the answer to a request of its own. */
  | { readonly kind: "withdrawal"; readonly requestId: string }
  | { readonly kind: "mirror"; readonly entries: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: "partial"; readonly event: z.infer<typeof partial>["event"] }
  /** `line` is the same as the transcript will have it; null for what is no word of the conversation. */
  | { readonly kind: "assistant"; readonly frame: AssistantFrame; readonly line: SaidLine | null }
  | { readonly kind: "user"; readonly content: readonly Block[]; readonly line: SaidLine | null }
  | { readonly kind: "lifecycle"; readonly messageId: string; readonly state: string }
  | { readonly kind: "limit"; readonly info: unknown }
  | { readonly kind: "result"; readonly result: ResultFrame }
  | { readonly kind: "other"; readonly type: string };

/** Null for a line that is no frame at all. */
export function readFrame(line: string): Frame | null {
  const read = frame.safeParse(parse(line));
  if (!read.success) return null;
  const { type, parent_tool_use_id: parent } = read.data;
  // What an agent of the agent says is told by the result of the call that began it.
  if (typeof parent === "string" && (type === "assistant" || type === "user" || type === "stream_event"))
    return { kind: "other", type };
  return readKnown(type, read.data) ?? { kind: "other", type };
}

function readKnown(type: string, value: unknown): Frame | null {
  switch (type) {
    case "control_response":
      return map(answer, value, ({ response }) => ({
        kind: "answer",
        requestId: response.request_id,
        isError: response.subtype !== "success",
        value: response.subtype === "success" ? response.response : response.error,
      }));
    case "control_request":
      return map(request, value, (read) => ({
        kind: "request",
        requestId: read.request_id,
        request: read.request,
      }));
    case "control_cancel_request":
      return map(withdrawal, value, (read) => ({ kind: "withdrawal", requestId: read.request_id }));
    case "transcript_mirror":
      return map(mirror, value, ({ entries }) => ({ kind: "mirror", entries }));
    case "stream_event":
      return map(partial, value, ({ event }) => ({ kind: "partial", event }));
    case "assistant":
      return map(assistant, value, (read) => ({
        kind: "assistant",
        frame: read,
        line: read.is_api_error_message === true ? null : lineOf(value),
      }));
    case "user":
      return map(user, value, ({ message }) => ({
        kind: "user",
        content: message.content,
        line: lineOf(value),
      }));
    case "command_lifecycle":
      return map(lifecycle, value, (read) => ({
        kind: "lifecycle",
        messageId: read.command_uuid,
        state: read.state,
      }));
    case "rate_limit_event":
      return map(limit, value, (read) => ({ kind: "limit", info: read.rate_limit_info }));
    case "result":
      return map(result, value, (read) => ({ kind: "result", result: read }));
    default:
      return null;
  }
}

function lineOf(value: unknown): SaidLine | null {
  const read = said.safeParse(value);
  return read.success ? read.data : null;
}

function map<Read>(schema: z.ZodType<Read>, value: unknown, as: (read: Read) => Frame): Frame | null {
  const read = schema.safeParse(value);
  return read.success ? as(read.data) : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
