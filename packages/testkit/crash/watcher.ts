// Watches a contract over the real stream, coming back with its cursor, and writes down what it was told.
import { type Client, ServerUnreachable } from "@makima/client";
import type { Contract } from "@makima/protocol/contracts";
import type { Evidence } from "../history/evidence.ts";
import { sleep } from "../ports/clock.ts";

type Stream = Evidence["streams"][number];

export type Watcher = {
  stream: Stream;
  /** what the supervisor's state looked like in the newest frame that told it */
  newestState(): Readonly<Record<string, unknown>> | null;
  stop(): Promise<void>;
};

/** @param contract as it was read, with the place in the stream that it stands for */
export function watchContract(client: Client, contract: Contract): Watcher {
  const topic = `contract:${contract.id}` as const;
  const stream: Stream = { topic, contractId: contract.id, numbers: [], resumes: [] };
  const ending = new AbortController();
  let state: Readonly<Record<string, unknown>> | null = null;
  let isBack = false;
  const watch = async (): Promise<void> => {
    const frames = client.stream({
      topics: [topic],
      ...(contract.cursor === undefined ? {} : { after: { [topic]: contract.cursor } }),
      signal: ending.signal,
      onConnection: (now) => {
        isBack ||= now === "lost";
      },
    });
    for await (const frame of frames) {
      if (!("kind" in frame)) continue;
      if (frame.kind === "state") state = frame.data;
      if (frame.kind !== "event") continue;
      const number = Number(frame.data["number"]);
      const after = stream.numbers.at(-1);
      if (isBack && after !== undefined) stream.resumes.push({ after, first: number });
      isBack = false;
      stream.numbers.push(number);
    }
  };
  const ended = untilThere(watch, ending.signal);
  ended.catch((error: unknown) => error);
  return {
    stream,
    newestState: () => state,
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
}

const AGAIN_MS = 20;

/** The first connection of a stream has to succeed, and there may be no server yet. */
async function untilThere(watch: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await watch();
    } catch (error) {
      if (!(error instanceof ServerUnreachable)) throw error;
      await sleep(AGAIN_MS);
    }
  }
}
