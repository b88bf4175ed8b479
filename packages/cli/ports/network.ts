// Asks the system whether a port is free, and a server how it is.
import { createServer } from "node:net";

export type PortState = "free" | "in_use" | "not_allowed";

/** Listens on it for an instant. 0 is always free. */
export function probePort(port: number, host: string): Promise<PortState> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve("in_use");
      else if (error.code === "EACCES") resolve("not_allowed");
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve("free")));
  });
}

/** What a server says of itself at an address outside of its API, whatever the status. */
export async function askOpenly(url: string): Promise<unknown> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  return answer.json();
}
