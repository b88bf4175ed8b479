// The tree of commands: all names are here, what a command does is loaded when it is called.
import { Command } from "commander";
import { EXIT } from "./cli-error.ts";
import { type Listed, listed } from "./commands.ts";

const GROUPS: Readonly<Record<string, string>> = {
  contract: "pieces of work: make, list, start, watch, …",
  supervisor: "a contract's supervisor: show, resume, what was restored",
  task: "the tasks of contracts: list, look into, message, merge, …",
  worktree: "the tasks' worktrees on the machines' disks, and their trash can",
  rule: "what agents may do without asking: list, add, remove",
  key: "API keys",
};

/** Builds the tree for these words; only the command that they name is complete. */
export async function buildProgram(words: readonly string[]): Promise<Command> {
  const program = new Command("makima")
    .description("Runs coding agents on many pieces of work at once; nothing is lost when something dies.")
    .version("0.1.0", "-V, --version", "print the version")
    .option("--json", "print JSON for programs")
    .option("--quiet", "print only what a script needs")
    .option("--url <url>", "the server (MAKIMA_URL; else credentials.json)")
    .option("--home <folder>", "where makima keeps its files (MAKIMA_HOME; else ~/.makima)")
    .helpCommand("help [command]", "show how a command is used")
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride();
  const wanted = findWanted(words);
  const groups = new Map<string, Command>();
  for (const entry of listed) {
    const { group, name } = split(entry.path);
    const parent = group === null ? program : groupOf({ program, groups, name: group });
    const command = parent.command(name).description(entry.summary);
    inherit(command, program);
    if (group === null) groups.set(name, command);
    if (entry === wanted) await entry.load(command);
  }
  return program;
}

/** The command that the words name; options and what belongs to them do not matter, as no command has such a name. */
function findWanted(words: readonly string[]): Listed | undefined {
  const plain = words.filter((word, place) => !word.startsWith("-") && !isValue(words[place - 1]));
  const [first, second] = plain;
  return (
    listed.find(({ path }) => path === `${first} ${second}`) ?? listed.find(({ path }) => path === first)
  );
}

const isValue = (before: string | undefined): boolean => before === "--url" || before === "--home";

function split(path: string): { group: string | null; name: string } {
  const [first = "", second] = path.split(" ");
  return second === undefined ? { group: null, name: first } : { group: first, name: second };
}

function groupOf(place: { program: Command; groups: Map<string, Command>; name: string }): Command {
  const known = place.groups.get(place.name);
  if (known !== undefined) return known;
  const made = place.program.command(place.name).description(GROUPS[place.name] ?? "");
  inherit(made, place.program);
  place.groups.set(place.name, made);
  return made;
}

function inherit(command: Command, program: Command): void {
  command.copyInheritedSettings(program);
  command.exitOverride();
}

/** Help and version are no failures; everything else that commander stops for is wrong usage. */
export const exitCodeOfUsage = ({ exitCode }: { exitCode: number }) =>
  exitCode === 0 ? EXIT.done : EXIT.usage;
