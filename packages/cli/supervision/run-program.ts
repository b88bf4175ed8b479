// Runs one of the programs in the foreground and ends as it ends.
import { constants } from "node:os";
import type { Context } from "../context.ts";
import { runInForeground } from "../ports/programs.ts";
import { locateProgram, type ProgramName } from "./locate-programs.ts";

export type RunProgram = {
  name: ProgramName;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
};

export async function runProgram(
  { config, home }: Context,
  { name, args, environment }: RunProgram,
): Promise<void> {
  const { code, signal } = await runInForeground({
    args: [locateProgram(name), ...args],
    environment: { ...config.environment, ...environment, MAKIMA_HOME: home },
  });
  process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
}
