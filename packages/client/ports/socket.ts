// What a socket is, wherever the client runs.

export type Socket = {
  send(text: string): void;
  /** Each text that arrives; ends when the socket has closed. */
  texts: AsyncIterable<string>;
  /** The close code; known when `texts` has ended. 1006 when the connection broke. */
  closed: Promise<number>;
  close(): void;
};

/** The server did not open the socket. `status` is its answer, or null where there was none. */
export class SocketRefused extends Error {
  override readonly name = "SocketRefused";
  readonly status: number | null;
  readonly body: string;

  constructor({ status, body }: { status: number | null; body: string }, options?: ErrorOptions) {
    super(`the socket was not opened (${status ?? "no answer"})`, options);
    this.status = status;
    this.body = body;
  }
}
