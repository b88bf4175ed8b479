// Waits for a program's end, and not for ever.
import { rest } from "../ports/clock.ts";
import type { ProcessExit, StartedProcess } from "../ports/processes.ts";

/** Null: it still runs after that time. */
export async function exitWithin(
  { exited }: Pick<StartedProcess, "exited">,
  mostMs: number,
): Promise<ProcessExit | null> {
  const enough = new AbortController();
  const exit = await Promise.race([exited, rest(mostMs, enough.signal)]);
  enough.abort();
  return exit ?? null;
}
