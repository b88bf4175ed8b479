// The live stream as a sequence of frames that goes on over broken connections: nothing missed, nothing twice.
import { API_ROOT } from "@makima/protocol/http";
import { STREAM_CLOSE, type StreamFrame, streamFrame, type Topic } from "@makima/protocol/stream";
import { sleep } from "#ports/clock.ts";
import { chance } from "#ports/random.ts";
import { type Socket, SocketRefused } from "#ports/socket.ts";
import { openSocket } from "#ports/web-socket.ts";
import { ApiError, ServerUnreachable, toApiError, toApiErrorOfCode } from "./api-error.ts";
import { type Credential, headersOf } from "./call-endpoint.ts";
import { retryDelayMs } from "./retry-pace.ts";

/** A frame that tells something, or the mark that all of the past has been sent. */
export type WatchedFrame = Exclude<StreamFrame, { error: string }>;

export type StreamOptions = {
  topics: readonly Topic[];
  /** The cursor to go on from, one for each topic; a topic without one begins now. */
  after?: Readonly<Partial<Record<Topic, string>>>;
  /** Ends the sequence, without an error. */
  signal?: AbortSignal;
  /** Told when the connection stands and when it is lost. */
  onConnection?: (state: "open" | "lost") => void;
};

/** `ticket` gets one for each socket, where the credential is one that no socket can carry. */
type Place = { url: string; credential: Credential; ticket: () => Promise<string> };

/**
 * Tries for ever to come back, after 50 ms, doubling to 1 s, and goes on behind the last frame of each topic. The first
 * connection has to succeed: throws `ServerUnreachable` when nobody is there, and `ApiError` when the server refuses.
 */
export async function* openStream(place: Place, options: StreamOptions): AsyncGenerator<WatchedFrame> {
  const cursors = new Map<string, string>();
  for (const [topic, cursor] of Object.entries(options.after ?? {})) {
    if (cursor !== undefined) cursors.set(topic, cursor);
  }
  const isOver = (): boolean => options.signal?.aborted === true;
  let attempt = 0;
  let wasOpen = false;
  while (!isOver()) {
    const socket = await tryOpen(place, { isFirst: !wasOpen });
    if (socket !== null) {
      wasOpen = true;
      attempt = 0;
      options.onConnection?.("open");
      yield* framesOf(socket, { ...options, cursors });
      if (isOver()) return;
      options.onConnection?.("lost");
    }
    await restOrEnd(attempt, options.signal);
    attempt += 1;
  }
}

/** Null where there is a reason to try again. */
async function tryOpen(place: Place, { isFirst }: { isFirst: boolean }): Promise<Socket | null> {
  const { url, credential } = place;
  try {
    const address = `${url.replace(/^http/, "ws")}${API_ROOT}/stream`;
    if ("apiKey" in credential) return await openSocket(address, headersOf(credential));
    return await openSocket(`${address}?ticket=${encodeURIComponent(await place.ticket())}`, {});
  } catch (error) {
    if (!isFirst && mayPass(error)) return null;
    if (!(error instanceof SocketRefused)) throw error;
    if (error.status !== null && error.status < 500) throw refusalOf(error, error.status);
    if (isFirst) throw new ServerUnreachable(url, { cause: error });
    return null;
  }
}

/** Without a ticket there is no socket, and a server that is away gives none. */
function mayPass(error: unknown): boolean {
  return error instanceof ServerUnreachable || (error instanceof ApiError && error.status >= 429);
}

function refusalOf({ body }: SocketRefused, status: number): ApiError {
  try {
    return toApiError(JSON.parse(body), status);
  } catch {
    return toApiError(undefined, status);
  }
}

type Subscription = StreamOptions & { cursors: Map<string, string> };

/** The frames of one connection. A cursor moves before its frame is handed over, so that a lost one is never asked for twice. */
async function* framesOf(socket: Socket, { topics, cursors, signal }: Subscription) {
  const close = (): void => socket.close();
  signal?.addEventListener("abort", close);
  try {
    for (const topic of topics) {
      const after = cursors.get(topic);
      socket.send(JSON.stringify(after === undefined ? { subscribe: topic } : { subscribe: topic, after }));
    }
    for await (const text of socket.texts) {
      if (signal?.aborted) return;
      const frame = streamFrame.parse(JSON.parse(text));
      if ("error" in frame) {
        if (frame.error === "DB_UNAVAILABLE") return;
        throw toApiErrorOfCode(frame.error, frame.message);
      }
      if (frame.cursor !== null) cursors.set(frame.topic, frame.cursor);
      yield frame;
    }
    judgeClose(await socket.closed);
  } finally {
    signal?.removeEventListener("abort", close);
    socket.close();
  }
}

/** Most closes are a reason to come back. These two would only repeat themselves. */
function judgeClose(code: number): void {
  if (code === STREAM_CLOSE.revoked) throw toApiErrorOfCode("UNAUTHORIZED", "the API key was revoked");
  if (code === STREAM_CLOSE.badFrame) {
    throw toApiErrorOfCode("VALIDATION", "the server did not understand a frame of this client");
  }
}

async function restOrEnd(attempt: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(retryDelayMs({ attempt, chance: chance() }), signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
