// How a model's API reads and writes: each provider's is one of these.
import type { Asked, Decision } from "./script.ts";

export type Wire = {
  /** whether a request to this path is for it */
  serves: (path: string) => boolean;
  read: (body: unknown) => Asked;
  /** the whole answer as server-sent events, and as one document where the request wants no stream */
  stream: (decision: Decision) => string;
  whole: (decision: Decision) => unknown;
};

/** One server-sent event. */
export const serverSent = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
