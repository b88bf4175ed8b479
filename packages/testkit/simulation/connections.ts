// A server's connections to the one in-memory database. Whoever wants it waits in line until the schedule lets them; what goes wrong with
// a statement or a COMMIT is drawn from the seed.
import type { Connection, Connections } from "@makima/server/db/database";
import type { MemoryDatabase, Query } from "./memory-database.ts";
import type { Node } from "./simulated-clock.ts";

/** What becomes of a statement, or of a COMMIT. A `crash` is the server's: whatever it was about to do, it does not. */
export type Fate = "done" | "lost before" | "done but reported lost" | "crash before" | "crash after";

export type Fates = { statement(): Fate; commit(): Fate };

/** The line before the database: one at a time, in whatever order the schedule says. */
export class Gate {
  readonly #waiting: { node: Node; enter: () => void }[] = [];
  #isTaken = false;

  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Those whose turn it could be. */
  get ready(): readonly { node: Node; enter: () => void }[] {
    if (this.#isTaken) return [];
    return this.#waiting.filter(({ node }) => !node.isDead && !node.isStopped);
  }

  enter(node: Node): Promise<void> {
    return new Promise((resolve) => {
      const entry = {
        node,
        enter: () => {
          this.#waiting.splice(this.#waiting.indexOf(entry), 1);
          this.#isTaken = true;
          resolve();
        },
      };
      this.#waiting.push(entry);
    });
  }

  leave(): void {
    this.#isTaken = false;
  }
}

export type ConnectionParts = {
  node: Node;
  gate: Gate;
  database: MemoryDatabase;
  fates: Fates;
  /** the server dies at this statement */
  crash: () => void;
};

const never = <Result>(): Promise<Result> => new Promise(() => undefined);

export function connectionsOf(parts: ConnectionParts): Connections {
  return {
    query: async <Row>(query: Query) => {
      await parts.gate.enter(parts.node);
      try {
        return (await runStatement(parts, query)) as { rows: Row[]; rowCount: number };
      } finally {
        parts.gate.leave();
      }
    },
    connect: async () => {
      await parts.gate.enter(parts.node);
      return connectionOf(parts);
    },
  };
}

function connectionOf(parts: ConnectionParts): Connection {
  const { database, gate } = parts;
  let isOpen = false;
  let isLost = false;
  const end = (how: "commit" | "rollback"): void => {
    if (isOpen) database.run(how);
    isOpen = false;
  };
  /** The connection breaks: PostgreSQL rolls back what was not committed. */
  const lose = (): never => {
    end("rollback");
    isLost = true;
    throw lostConnection();
  };
  const die = (): Promise<never> => {
    end("rollback");
    gate.leave();
    parts.crash();
    return never();
  };
  const begin = (statements: string): void => {
    database.run(statements);
    isOpen = true;
  };
  const commit = (): Promise<void> | undefined => {
    const fate = parts.fates.commit();
    if (fate === "crash before") return die();
    if (fate === "lost before") return lose();
    end("commit");
    if (fate === "crash after") return die();
    if (fate === "done but reported lost") return lose();
    return undefined;
  };
  const query = async (asked: Query | string): Promise<unknown> => {
    if (parts.node.isDead) return never();
    if (isLost) throw lostConnection();
    if (asked === "commit") return commit();
    if (asked === "rollback") return end("rollback");
    const fate = parts.fates.statement();
    if (fate === "lost before") return lose();
    if (fate === "crash before") return die();
    return typeof asked === "string" ? begin(asked) : database.query(asked);
  };
  return {
    query: query as Connection["query"],
    release: () => gate.leave(),
  };
}

async function runStatement(
  { database, fates, node, gate, crash }: ConnectionParts,
  query: Query,
): Promise<unknown> {
  const fate = fates.statement();
  if (fate === "lost before") throw lostConnection();
  if (fate === "crash before") {
    gate.leave();
    crash();
  }
  return node.isDead ? never() : database.query(query);
}

/** As a socket says it. */
const lostConnection = (): Error =>
  Object.assign(new Error("the simulated connection was lost"), { code: "ECONNRESET" });
