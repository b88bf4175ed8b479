// What an agent's program is given to make a session from.

export interface SessionFile {
  /** By what the session is loaded when the program has taken it. */
  readonly sessionId: string;
  readonly text: string;
}

export interface SessionPlace {
  readonly cwd: string;
  /** By this machine's wall clock. */
  readonly nowMs: number;
}
