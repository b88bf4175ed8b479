// One line of Claude's transcript: what of it is needed to check, mend and continue it; everything else stays as it was written.
import { z } from "zod";

const block = z.looseObject({ type: z.string() });
const entry = z.looseObject({
  type: z.string(),
  uuid: z.string().optional(),
  parentUuid: z.string().nullish(),
  sessionId: z.string().optional(),
  timestamp: z.string().optional(),
  subtype: z.string().optional(),
  isSidechain: z.boolean().optional(),
  message: z
    .looseObject({ id: z.string().optional(), content: z.union([z.string(), z.array(block)]).optional() })
    .optional(),
  attachment: z.looseObject({ type: z.string(), source_uuid: z.string().optional() }).optional(),
});
export type Entry = z.infer<typeof entry>;
const toolUse = z.looseObject({ type: z.literal("tool_use"), id: z.string(), name: z.string() });
const toolResult = z.looseObject({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: z.unknown().optional(),
});

/** Null for a line that cannot be read. */
export function readEntry(line: string): Entry | null {
  try {
    return asEntry(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function asEntry(line: unknown): Entry | null {
  const read = entry.safeParse(line);
  return read.success ? read.data : null;
}

/** What stands in a line: itself, and a message that came while Claude worked and was written down as something beside the conversation. */
export const idsOf = ({ uuid, attachment }: Entry): string[] =>
  [uuid, attachment?.type === "queued_command" ? attachment.source_uuid : undefined].filter(
    (id) => id !== undefined,
  );

export const isMessage = ({ type, isSidechain }: Entry): boolean =>
  (type === "user" || type === "assistant") && isSidechain !== true;

/** From here on Claude reads the conversation; everything before was summed up. */
export const isCompaction = ({ type, subtype }: Entry): boolean =>
  type === "system" && subtype === "compact_boundary";

export function callsOf(one: Entry): { id: string; name: string }[] {
  if (one.type !== "assistant" || !isMessage(one)) return [];
  return blocksOf(one).flatMap((each) => {
    const read = toolUse.safeParse(each);
    return read.success ? [{ id: read.data.id, name: read.data.name }] : [];
  });
}

export function resultsOf(one: Entry): { id: string; content: unknown }[] {
  if (one.type !== "user" || !isMessage(one)) return [];
  return blocksOf(one).flatMap((each) => {
    const read = toolResult.safeParse(each);
    return read.success ? [{ id: read.data.tool_use_id, content: read.data.content }] : [];
  });
}

const blocksOf = ({ message }: Entry) => (Array.isArray(message?.content) ? message.content : []);
