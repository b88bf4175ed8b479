// One WebSocket of a browser as a sequence of texts. A browser reads as fast as the server sends, so what waits is bounded here.
import { type Socket, SocketRefused } from "../socket.ts";

/** More than this unread means that the page does not keep up: it comes back with its cursor. */
const MOST_UNREAD = 20_000;

/** Throws `SocketRefused`; a browser does not tell with which status, and sends no header: a ticket stands in the address. */
export async function openSocket(url: string, _headers: Record<string, string>): Promise<Socket> {
  const socket = new WebSocket(url);
  const inbox = inboxOf(socket);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve(), { once: true });
    socket.addEventListener("error", () => reject(new SocketRefused({ status: null, body: "" })), {
      once: true,
    });
  });
  return {
    send: (text) => socket.send(text),
    texts: inbox.texts(),
    closed: inbox.closed,
    close: () => socket.close(),
  };
}

function inboxOf(socket: WebSocket): { texts: () => AsyncGenerator<string>; closed: Promise<number> } {
  const unread: string[] = [];
  let isClosed = false;
  let wake = (): void => undefined;
  socket.addEventListener("message", ({ data }) => {
    unread.push(String(data));
    if (unread.length > MOST_UNREAD) socket.close();
    wake();
  });
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => {
      isClosed = true;
      wake();
      resolve(code);
    });
  });
  async function* texts(): AsyncGenerator<string> {
    for (;;) {
      yield* unread.splice(0);
      if (unread.length > 0) continue;
      if (isClosed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { texts, closed };
}
