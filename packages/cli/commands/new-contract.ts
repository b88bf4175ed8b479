// `makima contract new`: makes a contract.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { CONTRACT_TYPES, type ContractType } from "@makima/core/contract";
import type { Contract } from "@makima/protocol/contracts";
import { type Command, Option } from "commander";
import { CliError, usageError } from "../cli-error.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { statusText } from "../terminal/paint.ts";

type Options = {
  repo: string;
  base?: string;
  goal?: string;
  goalFile?: string;
  agent: string;
  workerAgent?: string;
  name?: string;
  type: ContractType;
  phaseGuard?: boolean;
  start?: boolean;
};

export function newContract(command: Command): void {
  command
    .requiredOption("--repo <path>", "a git repository on the daemon's machine")
    .option("--base <branch>", "the branch to begin from (else the one checked out)")
    .option("--goal <text>", "what is to be done")
    .option("--goal-file <file>", "a file that says it; - is standard input")
    .requiredOption("--agent <name>", "the supervisor's agent; `makima doctor` lists them")
    .option("--worker-agent <name>", "the workers' agent (else the supervisor's)")
    .option("--name <name>", "a name for people (else from the goal)")
    .addOption(new Option("--type <type>", "its phases").choices(CONTRACT_TYPES).default("simple"))
    .option("--phase-guard", "ask before each change of phase and before the end")
    .option("--start", "start it at once");
  act<Options>(command, async (context, { options }) => {
    const goal = await readGoal(options);
    const client = await context.client();
    const made = await client.createContract({
      goal,
      type: options.type,
      repository: {
        path: resolve(options.repo),
        ...(options.base === undefined ? {} : { baseBranch: options.base }),
      },
      supervisorAgent: options.agent,
      phaseGuard: options.phaseGuard === true,
      ...(options.workerAgent === undefined ? {} : { workerAgent: options.workerAgent }),
      ...(options.name === undefined ? {} : { name: options.name }),
    });
    const short = shortId(made.id);
    refuseUseless(made.repository.problem, short);
    const isStarted = options.start === true && made.repository.check === "ok";
    const contract = isStarted ? await client.startContract({ id: made.id }) : made;
    context.output.show(contract, {
      quiet: contract.id,
      human: () => [`Contract ${cleanLine(contract.name)} (${short})  ${statusText(contract.status)}`],
    });
    context.output.hints(
      ...(made.repository.check === "pending"
        ? ["no daemon has looked at the repository yet: start one with makima up"]
        : []),
      ...(isStarted ? [] : [`makima contract start ${short}`]),
      `makima contract watch ${short}`,
    );
  });
}

/** The contract stays a draft: when the repository is mended, a new one can be made, or this one patched. */
function refuseUseless(problem: Contract["repository"]["problem"], short: string): void {
  if (problem === null) return;
  throw new CliError({
    code: problem.code,
    message: `${problem.message} The contract ${short} is kept as a draft.`,
    mend: problem.mend,
    exitCode: 1,
  });
}

async function readGoal({ goal, goalFile }: Options): Promise<string> {
  if ((goal === undefined) === (goalFile === undefined)) {
    throw usageError("a contract needs one goal", 'give either --goal "…" or --goal-file FILE');
  }
  if (goalFile === undefined) return goal ?? "";
  if (goalFile === "-") return text(process.stdin);
  return readFile(goalFile, "utf8").catch((cause: unknown) => {
    throw new CliError(
      {
        code: "GOAL_FILE",
        message: `${goalFile} cannot be read`,
        mend: "check the path of --goal-file",
        exitCode: 2,
      },
      { cause },
    );
  });
}
