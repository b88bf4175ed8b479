// Runs the real command `makima` to its end, as a person or a script does.
import { fileURLToPath } from "node:url";
import { type StartedProgram, startProgram } from "./ports/start-program.ts";

const MAKIMA = fileURLToPath(new URL("../cli/bin/makima.js", import.meta.url));

export type MakimaEnded = { exitCode: number | NodeJS.Signals; stdout: string; stderr: string };

export type RunMakima = { environment: Readonly<Record<string, string>> };

/** Its standard input is empty. */
export async function runMakima(args: readonly string[], { environment }: RunMakima): Promise<MakimaEnded> {
  const program = startMakima(args, { environment });
  program.closeInput();
  const printed: string[] = [];
  for await (const line of program.lines) printed.push(line);
  return { exitCode: await program.exited, stdout: printed.join("\n"), stderr: program.errors() };
}

/** For what runs until it is told to end. */
export const startMakima = (args: readonly string[], { environment }: RunMakima): StartedProgram =>
  startProgram(MAKIMA, { args, environment: { NO_COLOR: "1", ...environment } });

/** The command line as a person of this story uses it, with a home that knows nothing else. */
export function makimaOf({ root, servers }: PersonsWorld): (...args: string[]) => Promise<MakimaEnded> {
  const [server] = servers;
  if (server === undefined) throw new Error("the story has a server");
  const environment = {
    HOME: root,
    MAKIMA_HOME: root,
    MAKIMA_URL: server.url,
    MAKIMA_API_KEY: server.apiKey,
  };
  return (...args) => runMakima(args, { environment });
}

type PersonsWorld = { root: string; servers: readonly { url: string; apiKey: string }[] };
