// DBOS, as far as the benchmarks use it. Its types are not there where nobody has installed bench/, so they are written down here.

type DbosSteps = {
  /** Makes so many steps, one after the other. Gives the milliseconds that all of them took. */
  run(count: number): Promise<number>;
  end(): Promise<void>;
};

type DbosHistory = {
  /** Forks it at a step. `madeMs`: until the fork's handle is there; `usableMs`: until the fork makes its next step. */
  fork(step: number): Promise<{ madeMs: number; usableMs: number }>;
};

type Dbos = {
  /** A workflow that has made so many steps, each of which recorded `body`, and is over. */
  openHistory(body: string, count: number): Promise<DbosHistory>;
  /** A workflow that makes steps, each of which records `body`, when it is told to. One at a time. */
  openSteps(body: string): Promise<DbosSteps>;
  /** From `send` until the workflow that waited in `recv` goes on, in milliseconds; `pause` comes between question and answer. */
  askAndAnswer(pause: () => Promise<void>): Promise<number>;
  close(): Promise<void>;
};

type Peer = {
  /** with its version */
  name: string;
  openDbos(options: { databaseUrl: string; connections: number; now: () => number }): Promise<Dbos>;
};

const peer = (await import(new URL("./dbos-peer.js", import.meta.url).href)) as Peer;

export const dbosName = peer.name;
/** One per process. */
export const openDbos: (...of: Parameters<Peer["openDbos"]>) => Promise<Dbos> = (options) =>
  peer.openDbos(options);
