// The calls of a run whose last turn was cut short, and whose results its agent may never have seen: they are told with a notice.
import type { RecordedCall } from "@makima/core/delivery";
import type { Reader } from "../db/database.ts";
import { type CallRow, unseenResults } from "./reader.ts";

type OfRun = {
  ownerId: string;
  taskId: string;
  /** of the run, before its open calls are closed */
  epoch: number;
};

/** Those that are pending among them. */
export const recordedCalls = async (reader: Reader, of: OfRun): Promise<RecordedCall[]> =>
  (await unseenResults(reader, of)).map(recordedCall);

/** Those that have their last result: what one that is pending waits for is told when it comes, or was withdrawn. */
export const finishedCalls = async (reader: Reader, of: OfRun): Promise<RecordedCall[]> =>
  (await unseenResults(reader, of)).filter(({ status }) => status === "done").map(recordedCall);

const recordedCall = ({ callKey, tool, input, result, isError }: CallRow): RecordedCall => ({
  toolCallId: callKey,
  toolName: tool,
  input,
  result,
  isError,
});
