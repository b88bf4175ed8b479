// The one place where the server opens its port.
import type { FastifyInstance } from "fastify";

/** Nothing may listen here: the message says why and what to do. */
class CannotListen extends Error {
  override readonly name = "CannotListen";
}

/** Gives the port that it listens on; 0 asks for any free one. Throws `CannotListen`. */
export async function listen(app: FastifyInstance, at: { host: string; port: number }): Promise<number> {
  try {
    await app.listen({ host: at.host, port: at.port });
  } catch (error) {
    throw new CannotListen(sentenceOf(error, at), { cause: error });
  }
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

function sentenceOf(error: unknown, { host, port }: { host: string; port: number }): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return (
        `Port ${port} on ${host} is in use. If that is another makima, use it as it is; ` +
        "else choose a port with MAKIMA_PORT, where 0 takes any free one."
      );
    case "EACCES":
      return `Port ${port} may not be opened by this user. Choose one above 1023 with MAKIMA_PORT.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `This machine has no address ${host}. Set MAKIMA_HOST to one that it has, or leave it out for 127.0.0.1.`;
    default:
      return `Cannot listen on ${host}:${port} (${String(code)}). Set MAKIMA_HOST and MAKIMA_PORT.`;
  }
}
