// Reads the scripted agent's own evidence: what reached it, and what it did, each written down before.
import { readFile } from "node:fs/promises";

export type AgentLine = {
  atMs: number;
  pid: number;
  sessionId: string;
  type: "input" | "effect";
  kind: string;
  /** of a prompt */
  text?: string;
  verb?: string;
  toolCallId?: string;
  toolName?: string;
  args?: Readonly<Record<string, unknown>>;
  status?: string;
  result?: unknown;
};

/** Every line that is whole: an agent that was killed may have left the last one torn. */
export async function readAgentLog(path: string): Promise<AgentLine[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as AgentLine);
}

export type PromptBlock = Readonly<Record<string, unknown>> & { kind?: unknown };

/** The data that a prompt brought, as blocks of JSON. What stands inside a message that is told again is not among them. */
export function blocksOf(line: AgentLine): PromptBlock[] {
  return line.type === "input" && line.kind === "prompt" ? promptBlocks(line.text ?? "") : [];
}

/** The blocks of JSON in the text of a prompt. */
export const promptBlocks = (text: string): PromptBlock[] =>
  [...text.matchAll(/^```json\n(.*)\n```$/gm)].map(([, json]) => JSON.parse(json ?? "null") as PromptBlock);

/** The answers that reached an agent as something new: at the beginning of a turn, or as the result of its call. */
export function answersIn(lines: readonly AgentLine[]): { questionId: string; response: unknown }[] {
  return lines.flatMap((line) => {
    const result = line.kind === "tool_result" ? [line.result as PromptBlock | null] : [];
    return [
      ...result.filter((one) => one?.["status"] === "answered"),
      ...blocksOf(line).filter(isAnswer),
    ].flatMap((found) =>
      typeof found?.["questionId"] === "string"
        ? [{ questionId: found["questionId"], response: found["response"] }]
        : [],
    );
  });
}

const isAnswer = ({ kind }: PromptBlock): boolean => kind === "answer";
