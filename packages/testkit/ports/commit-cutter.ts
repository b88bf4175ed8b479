// A PostgreSQL proxy that a server is killed behind, at one boundary: just before what makes a transaction durable is executed, or just
// after, before the server hears of it. From then on it carries nothing, as to a process that is gone.
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import pg from "pg";
import { listenLocally } from "./listen-locally.ts";

export type Boundary = "before" | "after";

export type CommitCutter = {
  /** the database behind it */
  url: string;
  /** The next COMMIT, or the next execution of this statement where there is no transaction around it, is the last thing that is asked for. */
  arm(boundary: Boundary, statement?: string): void;
  hasFired(): boolean;
  close(): Promise<void>;
};

type Armed = { boundary: Boundary; statement: string | null };

export async function startCommitCutter(databaseUrl: string): Promise<CommitCutter> {
  const { host, port, user = "", password, database = "" } = new pg.Client({ connectionString: databaseUrl });
  const open = new Set<Socket>();
  let armed: Armed | null = null;
  let isDead = false;
  const die = (): void => {
    isDead = true;
    for (const socket of open) socket.destroy();
  };
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    // A cut is what this is for: the other side is told by the end of its own socket.
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((near) => {
    keep(near);
    if (isDead) {
      near.destroy();
      return;
    }
    const far = host.startsWith("/")
      ? createConnection({ path: `${host}/.s.PGSQL.${port}` })
      : createConnection({ host, port });
    keep(far);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    carry({ near, far, armed: () => armed, die });
  });
  const ownPort = await listenLocally(server);
  const login = [user, password ?? ""].map(encodeURIComponent).join(":");
  return {
    url: `postgres://${login}@127.0.0.1:${ownPort}/${database}`,
    arm: (boundary, statement) => {
      armed = { boundary, statement: statement ?? null };
    },
    hasFired: () => isDead,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      die();
      await closed;
    },
  };
}

/**
 * One connection, both ways cut into messages. Much is asked before the first answer comes, so the answers are counted: PostgreSQL is ready
 * once for each query or sync, and once at the beginning.
 */
function carry(of: { near: Socket; far: Socket; armed: () => Armed | null; die: () => void }): void {
  const { near, far, armed, die } = of;
  let asked = Buffer.alloc(0);
  let hasBegun = false;
  let asks = 0;
  let lastAsk = Number.POSITIVE_INFINITY;
  near.on("data", (chunk) => {
    asked = Buffer.concat([asked, chunk]);
    for (;;) {
      // The first message has no type, only its length.
      const length = lengthOf(asked, hasBegun ? 1 : 0);
      if (length === null) return;
      const message = asked.subarray(0, length);
      asked = asked.subarray(length);
      const at = armed();
      if (hasBegun && at !== null && lastAsk === Number.POSITIVE_INFINITY && isBoundary(message, at)) {
        if (at.boundary === "before") return die();
        lastAsk = asks + 1;
      }
      if (hasBegun && (typeOf(message) === "Q" || typeOf(message) === "S")) asks += 1;
      hasBegun = true;
      far.write(message);
    }
  });
  let said = Buffer.alloc(0);
  let answers = -1;
  far.on("data", (chunk) => {
    said = Buffer.concat([said, chunk]);
    for (let length = lengthOf(said, 1); length !== null; length = lengthOf(said, 1)) {
      const message = said.subarray(0, length);
      said = said.subarray(length);
      if (typeOf(message) === "Z") answers += 1;
      if (answers === lastAsk) return die();
      if (answers < lastAsk - 1 || lastAsk === Number.POSITIVE_INFINITY) near.write(message);
    }
  });
}

function lengthOf(buffer: Buffer, typeBytes: number): number | null {
  if (buffer.length < typeBytes + 4) return null;
  const length = typeBytes + buffer.readInt32BE(typeBytes);
  return buffer.length < length ? null : length;
}

const typeOf = (message: Buffer): string => String.fromCharCode(message[0] ?? 0);

function isBoundary(message: Buffer, { statement }: Armed): boolean {
  const type = typeOf(message);
  const [first, second] = message.toString("latin1", 5).split("\0");
  if (statement === null) return type === "Q" && first === "commit";
  // a statement is parsed once for each connection (P: its name) and bound each time (B: the portal's name, the statement's)
  return (type === "P" && first === statement) || (type === "B" && second === statement);
}
