// `makima contract new`: makes a contract.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { Client } from "@makima/client";
import { chooseEffort, EFFORTS, type Effort, readAgentChoice } from "@makima/core/agent";
import { CONTRACT_TYPES, type ContractType } from "@makima/core/contract";
import { readRepositoryUrl } from "@makima/core/repository";
import type { Contract } from "@makima/protocol/contracts";
import { type Command, Option } from "commander";
import { CliError, usageError } from "../cli-error.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { type BudgetOptions, budgetOptions, readBudget } from "../read-budget.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { statusText } from "../terminal/paint.ts";

type Options = {
  repo: string;
  base?: string;
  goal?: string;
  goalFile?: string;
  agent: string;
  workerAgent?: string;
  effort?: Effort;
  name?: string;
  type: ContractType;
  phaseGuard?: boolean;
  delivery: "branch" | "push";
  trustRepository?: boolean;
  setup?: string;
  teardown?: string;
  copy?: string[];
  withMyChanges?: boolean;
  withUntracked?: boolean;
  start?: boolean;
} & BudgetOptions;

export function newContract(command: Command): void {
  budgetOptions(command)
    .requiredOption(
      "--repo <path or URL>",
      "a git repository: a path of the daemon's machine, or https://… or git@…",
    )
    .option("--base <branch>", "the branch to begin from (else the one checked out)")
    .option("--goal <text>", "what is to be done")
    .option("--goal-file <file>", "a file that says it; - is standard input")
    .requiredOption("--agent <name>", "the supervisor's agent, or name:model; `makima doctor` lists them")
    .option("--worker-agent <name>", "the workers' agent (else the supervisor's)")
    .addOption(
      new Option("--effort <level>", "how long these agents shall think, where they can be told").choices(
        EFFORTS,
      ),
    )
    .option("--name <name>", "a name for people (else from the goal)")
    .addOption(new Option("--type <type>", "its phases").choices(CONTRACT_TYPES).default("simple"))
    .option("--phase-guard", "ask before each change of phase and before the end")
    .addOption(
      new Option("--delivery <how>", "push: a URL's branch is pushed after each merge, without being asked")
        .choices(["branch", "push"])
        .default("branch"),
    )
    .option("--trust-repository", "let hooks, settings and MCP servers that it brings for an agent run")
    .option("--setup <command>", "run in each fresh worktree before its agent begins, in the agent's sandbox")
    .option("--teardown <command>", "run in each worktree before it is removed")
    .option("--copy <pattern...>", "untracked files copied into each worktree, such as .env; never committed")
    .option("--with-my-changes", "begin with your uncommitted changes; your repository stays as it is")
    .option("--with-untracked", "and with your new files that git does not ignore")
    .option("--start", "start it at once");
  act<Options>(command, async (context, { options }) => {
    const goal = await readGoal(options);
    const budget = readBudget(options);
    const client = await context.client();
    const made = await client.createContract(bodyOf(options, { goal, budget }));
    const short = shortId(made.id);
    refuseUseless(made.repository.problem, short);
    const isStarted = options.start === true && made.repository.check === "ok";
    const contract = isStarted ? await client.startContract({ id: made.id }) : made;
    context.output.show(contract, {
      quiet: contract.id,
      human: () => [
        `Contract ${cleanLine(contract.name)} (${short})  ${statusText(contract.status)}`,
        ...tellCarried(contract.carried),
      ],
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

type Body = Parameters<Client["createContract"]>[0];

function bodyOf(options: Options, { goal, budget }: { goal: string; budget: Body["budget"] }): Body {
  const { base: baseBranch, workerAgent, name, setup, teardown } = options;
  return {
    goal,
    type: options.type,
    repository: { ...whereIs(options.repo), ...(baseBranch === undefined ? {} : { baseBranch }) },
    supervisorAgent: options.agent,
    agentOptions: agentOptionsOf(options),
    phaseGuard: options.phaseGuard === true,
    delivery: options.delivery,
    trustRepository: options.trustRepository === true,
    copy: options.copy ?? [],
    includeUncommitted: options.withMyChanges === true || options.withUntracked === true,
    includeUntracked: options.withUntracked === true,
    ...(budget === undefined ? {} : { budget }),
    ...(setup === undefined ? {} : { setup }),
    ...(teardown === undefined ? {} : { teardown }),
    ...(workerAgent === undefined ? {} : { workerAgent }),
    ...(name === undefined ? {} : { name }),
  };
}

function agentOptionsOf({ agent, workerAgent = agent, effort }: Options): Body["agentOptions"] {
  const names = [agent, workerAgent].map((choice) => readAgentChoice(choice).agent);
  return chooseEffort(names, effort);
}

const MOST_NAMED = 10;

function tellCarried(carried: Contract["carried"]): string[] {
  if (carried === null) return [];
  const { files, filesChanged, warnings } = carried;
  if (filesChanged === 0) return ["You have no uncommitted changes: it begins from the base as it is."];
  const rest = filesChanged - Math.min(files.length, MOST_NAMED);
  const names = [...files.slice(0, MOST_NAMED).map(cleanLine), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return [`It begins with your uncommitted changes: ${names.join(", ")}`, ...warnings.map(cleanLine)];
}

/** What is neither a URL nor like git's `user@host:path` is a path; one with a colon in its name is written with ./ before it. */
function whereIs(repo: string): { path: string } | { url: string } {
  const isUrl = readRepositoryUrl(repo).kind === "remote" || /^[a-z][a-z0-9+.-]*:\/\//i.test(repo);
  return isUrl && !/^[./]/.test(repo) ? { url: repo } : { path: resolve(repo) };
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
