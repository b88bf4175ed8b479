// The program `makima`: reads the command line, runs the command, tells what went wrong.
import { enableCompileCache } from "node:module";
import { join } from "node:path";

await run(plainHelp(process.argv.slice(2)));

async function run(words: string[]): Promise<void> {
  // A reader that has seen enough (`makima timeline | head`) is no failure.
  process.stdout.on("error", () => process.exit());
  const json = words.includes("--json");
  try {
    const { readConfig } = await import("./config.ts");
    enableCompileCache(join(readConfig(homeFlag(words)).value("home"), "cache"));
    const { CommanderError } = await import("commander");
    const { buildProgram, exitCodeOfUsage } = await import("./program.ts");
    if (words[0] === "complete" && words[1] === "--") {
      const { answerShell } = await import("./completion/answer-shell.ts");
      return await answerShell(words.slice(2));
    }
    const program = await buildProgram(words);
    await program.parseAsync(words, { from: "user" }).catch((error: unknown) => {
      if (!(error instanceof CommanderError)) throw error;
      process.exitCode = exitCodeOfUsage(error);
    });
  } catch (error) {
    const { reportError } = await import("./report-error.ts");
    process.exitCode = reportError(error, { json });
  }
}

/** The cache lies in the home, so its flag is looked for before the command line is read properly. */
function homeFlag(words: readonly string[]): { home?: string } {
  const place = words.indexOf("--home");
  const home = place === -1 ? undefined : words[place + 1];
  return home === undefined ? {} : { home };
}

/** "help contract new" is said as "contract new --help", which goes to any depth. */
function plainHelp(words: string[]): string[] {
  const [first, ...rest] = words;
  return first === "help" && rest.length > 0 ? [...rest, "--help"] : words;
}
