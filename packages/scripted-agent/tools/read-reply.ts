// Turns an MCP tool result into the plain value that a script works with.
import { z } from "zod";
import type { ToolReply } from "../ports/mcp-connection.ts";

/** The tool was reached and said that it failed; another try would say the same. */
export class ToolFailed extends Error {
  override readonly name = "ToolFailed";
  readonly result: unknown;

  constructor(message: string, result: unknown) {
    super(message);
    this.result = result;
  }
}

const textContent = z.array(z.looseObject({ type: z.string(), text: z.string().optional() }));

/** @throws ToolFailed when the reply is marked as an error. */
export function readReply(tool: string, reply: ToolReply): unknown {
  const blocks = textContent.safeParse(reply["content"]);
  const text = blocks.success ? blocks.data.map((block) => block.text ?? "").join("\n") : "";
  const value = reply["structuredContent"] ?? parseValue(text);
  if (reply["isError"] === true) throw new ToolFailed(`${tool} failed: ${text}`, value);
  return value;
}

/** JSON is read, other text becomes `{text}`, so that every result has fields. */
export function parseValue(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return { text: value };
  }
}
