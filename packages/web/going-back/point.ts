// A moment of a task that one can go back to, fork from, or make a branch of.

export type Point = {
  at: string;
  /** of the newest checkpoint at or before it; null where there is none */
  checkpointId: string | null;
  checkpointNumber: number | null;
  /** the last message that is in view there */
  messageId: string | null;
};

/** How the server is told of it: as exactly as it is known. */
export function selectorOf({ at, checkpointId, messageId }: Point): {
  type: "checkpoint" | "message" | "timestamp";
  value: string;
} {
  if (messageId !== null) return { type: "message", value: messageId };
  if (checkpointId !== null) return { type: "checkpoint", value: checkpointId };
  return { type: "timestamp", value: at };
}
