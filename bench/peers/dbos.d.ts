// What the benchmarks use of DBOS.

/** With its version. */
export declare const name: string;

export type DbosSteps = {
  /** Makes so many steps, one after the other. Gives the milliseconds that all of them took. */
  run(count: number): Promise<number>;
  end(): Promise<void>;
};

export type Dbos = {
  /** A workflow that makes steps, each of which records `body`, when it is told to. One at a time. */
  openSteps(body: string): Promise<DbosSteps>;
  /** From `send` until the workflow that waited in `recv` goes on, in milliseconds; `pause` comes between question and answer. */
  askAndAnswer(pause: () => Promise<void>): Promise<number>;
  close(): Promise<void>;
};

export declare function openDbos(options: {
  databaseUrl: string;
  connections: number;
  now: () => number;
}): Promise<Dbos>;
