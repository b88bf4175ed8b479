// The agent's standard output as JSON-RPC messages, read only as fast as they are handled.
import type { Readable, Writable } from "node:stream";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk";
import { readLines } from "../line-reader.ts";

export interface LineHandlers {
  /** A session/update notification: awaited before the next line is read, which slows a talkative agent down. */
  readonly onUpdate: (params: unknown) => Promise<void>;
  /** A line that is no message. */
  readonly onGarbage: (text: string) => Promise<void>;
}

/**
 * The SDK's own reader queues without limit and gives notifications to their handlers beside each other; here an answer
 * is passed on only when everything that was said before it has been handled.
 */
export function openLineStream(
  { stdin, stdout }: { stdin: Writable; stdout: Readable },
  handlers: LineHandlers,
): Stream {
  const messages = readMessages(stdout, handlers);
  const readable = new ReadableStream<AnyMessage>(
    {
      async pull(controller) {
        const next = await messages.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await messages.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  const writable = new WritableStream<AnyMessage>({
    write: (message) =>
      new Promise<void>((written, failed) => {
        stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? failed(error) : written()));
      }),
  });
  return { readable, writable };
}

async function* readMessages(
  stdout: Readable,
  handlers: LineHandlers,
): AsyncGenerator<AnyMessage, undefined> {
  for await (const line of readLines(stdout, handlers.onGarbage)) {
    const message = parseMessage(line);
    if (message === null) {
      if (line.trim() !== "") await handlers.onGarbage(`${line}\n`);
    } else if ("method" in message && message.method === "session/update") {
      await handlers.onUpdate(message.params);
    } else {
      yield message;
    }
  }
  return undefined;
}

function parseMessage(line: string): AnyMessage | null {
  try {
    const value: unknown = JSON.parse(line);
    const isMessage = typeof value === "object" && value !== null && "jsonrpc" in value;
    return isMessage ? (value as AnyMessage) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
