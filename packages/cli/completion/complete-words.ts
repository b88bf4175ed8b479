// What can stand where the cursor is: commands, options, their values, and the ids of things that the server knows.
import type { Argument, Command, Option } from "commander";
import type { Offer } from "./offer-names.ts";

type Asked = {
  program: Command;
  /** all before the cursor's word */
  before: readonly string[];
  /** what is there of the cursor's word */
  current: string;
  /** Asks the server; nothing where it is away. */
  namesOf: (of: string) => Promise<Offer[]>;
};

/** What begins with what is there, in the order of the help. */
export async function completeWords({ program, before, current, namesOf }: Asked): Promise<Offer[]> {
  const all = await offersFor({ program, before, current, namesOf });
  return all.filter(({ value }) => value.startsWith(current));
}

async function offersFor({ program, before, current, namesOf }: Asked): Promise<Offer[]> {
  const { command, plain, waiting } = follow(program, before);
  if (waiting !== null) return valuesOf(waiting, nameOfOption(waiting), namesOf);
  const options = [...command.options, ...(command === program ? [] : program.options)];
  if (current.startsWith("-")) return options.filter(({ hidden }) => !hidden).map(offerOption);
  const below = command.createHelp().visibleCommands(command);
  const commands =
    plain.length === 0 ? below.map((one) => ({ value: one.name(), text: one.description() })) : [];
  const argument = command.registeredArguments[plain.length] ?? variadic(command);
  return [...commands, ...(argument === undefined ? [] : await valuesOf(argument, argument.name(), namesOf))];
}

type Followed = {
  /** the deepest command that the words name */
  command: Command;
  /** its arguments so far */
  plain: string[];
  /** the option whose value comes next */
  waiting: Option | null;
};

function follow(program: Command, words: readonly string[]): Followed {
  let command = program;
  const plain: string[] = [];
  let waiting: Option | null = null;
  for (const word of words) {
    // Bash makes words of their own of "=" and what is behind it.
    if (word === "=") continue;
    if (waiting !== null) {
      waiting = null;
    } else if (word.startsWith("-")) {
      const option = [...command.options, ...program.options].find(
        ({ long, short }) => word === long || word === short,
      );
      waiting = option !== undefined && takesValue(option) ? option : null;
    } else {
      const next = plain.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (next === undefined) plain.push(word);
      else command = next;
    }
  }
  return { command, plain, waiting };
}

const takesValue = ({ required, optional }: Option): boolean => required || optional;
const nameOfOption = ({ long }: Option): string => (long ?? "").replace(/^--/, "");
const offerOption = ({ long, short, description }: Option): Offer => ({
  value: long ?? short ?? "",
  text: description,
});

const variadic = ({ registeredArguments }: Command): Argument | undefined => {
  const last = registeredArguments.at(-1);
  return last?.variadic === true ? last : undefined;
};

function valuesOf(
  { argChoices }: Pick<Option | Argument, "argChoices">,
  name: string,
  namesOf: Asked["namesOf"],
): Promise<Offer[]> {
  if (argChoices === undefined) return namesOf(name);
  return Promise.resolve(argChoices.map((value) => ({ value, text: "" })));
}
