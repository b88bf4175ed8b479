// The calls of a run that ended in a turn whose results its agent may never have seen: they are told with the notice.
import type { RecordedCall } from "@makima/core/delivery";
import type { Reader } from "../db/database.ts";
import { unseenResults } from "./reader.ts";

/** `epoch`: of the run that ended, before its open calls are closed. */
export async function recordedCalls(
  reader: Reader,
  of: { ownerId: string; taskId: string; epoch: number },
): Promise<RecordedCall[]> {
  const calls = await unseenResults(reader, of);
  return calls.map(({ callKey, tool, input, result, isError }) => ({
    toolCallId: callKey,
    toolName: tool,
    input,
    result,
    isError,
  }));
}
