// The line by which a conversation goes on without a prompt: the results of its open calls, and what else is to be said.
import type { PastResult } from "../../past.ts";
import { type Entry, resultsOf } from "./entry.ts";
import { type MendedTranscript, OUTCOME_UNKNOWN } from "./mend-transcript.ts";

/** Claude's names of the tools that wait for people and tasks. */
export const WAITING_TOOLS: readonly string[] = [
  "mcp__makima__ask_question",
  "mcp__makima__wait_for_tasks",
  "AskUserQuestion",
];

const stillPending = JSON.stringify({ status: "pending" });

interface Continuation {
  readonly uuid: string;
  readonly timestamp: string;
  readonly session: string;
  readonly results: readonly PastResult[];
  /** What calls that are still open were last answered, by their ids. */
  readonly pending: ReadonlyMap<string, string>;
  readonly text: string | null;
}

/** Null when there is nothing to add: no call is open and nothing is to be said. */
export function continueTranscript(
  { entries, openCalls }: MendedTranscript,
  { uuid, timestamp, session, results, pending, text }: Continuation,
): Entry | null {
  const content = [
    ...openCalls.map(({ id, name }) => {
      const known = results.find(({ callKey }) => callKey === id);
      if (known !== undefined) return resultBlock(id, { content: showResult(known), isError: known.isError });
      const waits = pending.get(id) ?? (WAITING_TOOLS.includes(name) ? stillPending : undefined);
      return waits === undefined
        ? resultBlock(id, { content: OUTCOME_UNKNOWN, isError: true })
        : resultBlock(id, { content: waits, isError: false });
    }),
    ...(text === null ? [] : [{ type: "text", text }]),
  ];
  if (content.length === 0) return null;
  const parentUuid = entries.findLast(
    (entry) => entry.uuid !== undefined && entry.isSidechain !== true,
  )?.uuid;
  return {
    parentUuid: parentUuid ?? null,
    isSidechain: false,
    type: "user",
    message: { role: "user", content },
    uuid,
    timestamp,
    sessionId: session,
    userType: "external",
  };
}

/**
 * Whether each result belongs to a call of this conversation: an open one, or one that was given this very result before. All or none: what is
 * left over is said in words, and words cannot be divided.
 */
export function takesAll({ entries, openCalls }: MendedTranscript, results: readonly PastResult[]): boolean {
  const given = new Map(entries.flatMap(resultsOf).map(({ id, content }) => [id, content]));
  return results.every(
    (one) => openCalls.some(({ id }) => id === one.callKey) || given.get(one.callKey) === showResult(one),
  );
}

export function showResult({ result }: { readonly result: unknown }): string {
  return typeof result === "string" ? result : JSON.stringify(result ?? null);
}

const resultBlock = (id: string, { content, isError }: { content: string; isError: boolean }) => ({
  type: "tool_result",
  tool_use_id: id,
  content,
  ...(isError ? { is_error: true } : {}),
});
