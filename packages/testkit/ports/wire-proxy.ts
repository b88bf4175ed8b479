// A proxy between a server's database connections and PostgreSQL that stops at each statement and asks what to do with it.
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { backendOf, failingQuery, MessageReader, nameOf, type WireMessage } from "../wire/messages.ts";

/** A statement on its way. `name` is the statement's; `within` is the first statement of its transaction, null outside of one. */
export type Statement = { name: string; within: string | null; backend: number };

/** `cut`: the connection is reset. `drop`: the reply is thrown away. */
export type Fate = "pass" | "cut" | "drop";

/** What is done to one statement: before it is forwarded, or when its reply has come and is not passed on yet. */
export type Stop =
  | { when: "before" | "reply"; act: (statement: Statement) => Promise<Fate> }
  /** it fails as if another transaction had overtaken it: in its place, or after it was carried out */
  | { when: "before" | "reply"; act: "serialization failure" };

export type WireProxy = {
  /** of the database, as a program behind the proxy has to be given it */
  url: string;
  /** Resets all connections and takes no new ones: whoever used it is as good as dead. */
  close(): Promise<void>;
};

/** @param gate asked at each statement, in the order in which they are sent; null lets it pass */
export async function startWireProxy(
  databaseUrl: string,
  gate: (statement: Statement) => Stop | null,
): Promise<WireProxy> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = createConnection(addressOf(databaseUrl));
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
      // A reset is what this is for; the other side learns it by the end of its own socket.
      socket.on("error", () => socket.destroy());
    }
    new Carrier({ near, far, gate }).start();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    url: urlThrough(databaseUrl, address.port),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** What the server says of a statement before it can fail: that it is parsed and bound, and what its rows look like. */
const COMES_BEFORE_A_FAILURE: ReadonlySet<string> = new Set(["1", "2", "t", "T", "n"]);

/** Parse, Bind, Describe, Execute, Close and Flush, which a Sync brings to their end. */
const PARTS_OF_UNIT: ReadonlySet<string> = new Set(["P", "B", "D", "E", "C", "H"]);

type Reply = {
  statement: Statement;
  stop: Stop | null;
  isDropped: boolean;
  held: Buffer[];
  /** called when it is passed on, thrown away or cut off */
  decided: () => void;
};

/** One connection: its statements in their order, each with its reply. */
class Carrier {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #gate: (statement: Statement) => Stop | null;
  readonly #replies: Reply[] = [];
  #unit: WireMessage[] = [];
  #within: string | null = null;
  #isBegun = false;
  #backend = 0;
  #isCut = false;
  #sending: Promise<void> = Promise.resolve();
  #receiving: Promise<void> = Promise.resolve();

  constructor({
    near,
    far,
    gate,
  }: { near: Socket; far: Socket; gate: (statement: Statement) => Stop | null }) {
    this.#near = near;
    this.#far = far;
    this.#gate = gate;
  }

  start(): void {
    const asked = new MessageReader({ hasType: false });
    const answered = new MessageReader({ hasType: true });
    this.#near.on("data", (chunk) => {
      for (const message of asked.read(chunk)) this.#sending = this.#sending.then(() => this.#ask(message));
    });
    this.#far.on("data", (chunk) => {
      for (const message of answered.read(chunk))
        this.#receiving = this.#receiving.then(() => this.#answer(message));
    });
    // What was said before the end is passed on before the end is.
    this.#near.on("close", () => this.#far.destroy());
    this.#far.on(
      "close",
      () =>
        void this.#receiving.then(
          () => this.#near.destroySoon(),
          () => this.#cut(),
        ),
    );
  }

  async #ask(message: WireMessage): Promise<void> {
    // What came in one packet with the statement at which it was cut was never sent.
    if (this.#isCut) return;
    if (PARTS_OF_UNIT.has(message.type)) this.#unit.push(message);
    else if (message.type === "S" || message.type === "Q")
      await this.#pass([...this.#unit.splice(0), message]);
    else this.#far.write(message.bytes);
  }

  async #pass(unit: WireMessage[]): Promise<void> {
    const statement = this.#describe(nameOf(unit));
    const stop = this.#gate(statement);
    const { promise: isDecided, resolve: decided } = Promise.withResolvers<void>();
    const reply: Reply = { statement, stop, isDropped: false, held: [], decided };
    if (stop?.when === "before") {
      if (stop.act === "serialization failure") {
        this.#replies.push({ ...reply, stop: null });
        this.#far.write(failingQuery());
        return;
      }
      if ((await stop.act(statement)) === "cut") return this.#cut();
    }
    const isOverwritten = stop?.when === "reply" && stop.act === "serialization failure";
    const isHeld = stop?.when === "reply" && !isOverwritten;
    this.#replies.push({ ...reply, isDropped: isOverwritten, stop: isHeld ? stop : null });
    this.#far.write(Buffer.concat(unit.map(({ bytes }) => bytes)));
    if (isOverwritten) {
      this.#replies.push({ ...reply, stop: null });
      this.#far.write(failingQuery());
    }
    // COMMIT comes in one packet with the writes before it, and must not overtake what happens behind one of these.
    if (isHeld) await isDecided;
  }

  /** A transaction is known by its first statement, since `begin` has no name. */
  #describe(name: string): Statement {
    if (name === "begin") {
      this.#isBegun = true;
      this.#within = null;
      return { name, within: null, backend: this.#backend };
    }
    if (this.#isBegun) this.#within ??= name;
    const statement = { name, within: this.#within, backend: this.#backend };
    if (name === "commit" || name === "rollback") {
      this.#isBegun = false;
      this.#within = null;
    }
    return statement;
  }

  async #answer(message: WireMessage): Promise<void> {
    if (message.type === "K") this.#backend = backendOf(message);
    const [reply] = this.#replies;
    if (reply === undefined || reply.stop === null) {
      if (reply?.isDropped !== true || COMES_BEFORE_A_FAILURE.has(message.type))
        this.#near.write(message.bytes);
      if (message.type === "Z") this.#replies.shift();
      return;
    }
    reply.held.push(message.bytes);
    if (message.type !== "Z") return;
    const { act } = reply.stop;
    const fate = act === "serialization failure" ? "drop" : await act(reply.statement);
    if (fate === "cut") this.#cut();
    if (fate === "pass") this.#near.write(Buffer.concat(reply.held));
    this.#replies.shift();
    reply.decided();
  }

  #cut(): void {
    this.#isCut = true;
    this.#near.resetAndDestroy();
    this.#far.destroy();
  }
}

/** The Unix socket or the port of a database's address. */
function addressOf(databaseUrl: string): { path: string } | { host: string; port: number } {
  const { hostname, port } = new URL(databaseUrl);
  const host = decodeURIComponent(hostname);
  if (host.startsWith("/")) return { path: `${host}/.s.PGSQL.5432` };
  return { host, port: port === "" ? 5432 : Number(port) };
}

function urlThrough(databaseUrl: string, port: number): string {
  const { username, password, pathname } = new URL(databaseUrl);
  const user = password === "" ? username : `${username}:${password}`;
  return `postgresql://${user}@127.0.0.1:${port}${pathname}`;
}
