// What the benchmarks use of DBOS.

export declare const version: string;

export type Dbos = {
  /** A new workflow makes `history` steps, and then `count` that are timed: milliseconds of each. */
  runSteps(options: { history: number; count: number; body: string }): Promise<number[]>;
  /** From `send` until the workflow that waited in `recv` goes on, in milliseconds; `pause` comes between question and answer. */
  askAndAnswer(pause: () => Promise<void>): Promise<number>;
  close(): Promise<void>;
};

export declare function openDbos(options: {
  databaseUrl: string;
  connections: number;
  now: () => number;
}): Promise<Dbos>;
