// What a program of the product says when it is ready.
import type { StartedProgram } from "@makima/testkit/ports/start-program";

/** The first line that a program prints. Throws what it said when it ended before. */
export async function readiness(program: StartedProgram): Promise<{ url?: string }> {
  for await (const line of program.lines) return JSON.parse(line) as { url?: string };
  throw new Error(`a program ended (${await program.exited}) before it was ready: ${program.errors()}`);
}
