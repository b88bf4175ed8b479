// `makima demo`: a contract from its goal to a merged branch, by the built-in scripted agent or, on a scripted model, by an agent of
// the person's; with --crash, over three kills.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { CliError, EXIT } from "../cli-error.ts";
import { act, type Context } from "../context.ts";
import type { AnswerWay } from "../demo/answer-questions.ts";
import { type BorrowedAgent, borrowAgent } from "../demo/borrow-agent.ts";
import { checkBranch, compareTree } from "../demo/check-branch.ts";
import { checkHistory, loadHistory } from "../demo/check-history.ts";
import { makeSample } from "../demo/make-sample.ts";
import { type DemoWorld, openDemoWorld } from "../demo/open-demo-world.ts";
import { runDemo } from "../demo/run-demo.ts";
import { tellDemo } from "../demo/tell-demo.ts";

type Options = { yes?: boolean; crash?: boolean; agent?: string };

export function demo(command: Command): void {
  command
    .option("--yes", "answer its question with the first choice")
    .option("--agent <name>", "your own claude, codex, gemini or opencode, on a model that follows a script")
    .option("--crash", "kill daemon, server and database in the middle of it");
  act<Options>(command, async (context, { options }) => {
    const { output } = context;
    const signal = context.signal();
    const folder = await mkdtemp(join(tmpdir(), "makima-demo-"));
    const agent =
      options.agent === undefined ? null : await borrowAgent(context, { name: options.agent, folder });
    output.lines(
      agent === null
        ? "a demonstration with a built-in agent: no key and no network is needed"
        : `a demonstration with your ${agent.name}, in a configuration of its own and on a model that follows a script: no key is needed, nothing is spent`,
    );
    try {
      await inWorld(context, { folder, options, agent, signal });
    } finally {
      await agent?.close();
    }
    if (signal.aborted) process.exitCode = EXIT.interrupted;
  });
}

type Demonstration = { folder: string; options: Options; agent: BorrowedAgent | null; signal: AbortSignal };

async function inWorld(context: Context, demonstration: Demonstration): Promise<void> {
  const { output } = context;
  const { folder, options, agent, signal } = demonstration;
  const world = await openDemoWorld(context, { folder, crash: options.crash === true, agent, signal });
  output.lines(
    world.isOwn
      ? `it runs in a makima of its own, for its own time (${world.client.url})`
      : `it runs in the makima of ${world.home} (${world.client.url})`,
  );
  try {
    await demonstrate(context, { ...demonstration, world });
  } finally {
    await world.close();
  }
}

async function demonstrate(
  context: Context,
  { world, folder, options, agent, signal }: Demonstration & { world: DemoWorld },
): Promise<void> {
  const path = context.config.environment["PATH"] ?? "";
  const crash = options.crash === true;
  const repository = await makeSample(folder, path);
  const { picture, crashes } = await runDemo(context, {
    world,
    repository,
    agent: agent?.name ?? "scripted",
    way: wayOf(context, options),
    crash,
    signal,
  });
  if (signal.aborted) return;
  const { contract } = picture;
  const history = await loadHistory(world.client, contract.id);
  const { checks, tree } = await checkBranch({ repository, branch: contract.branch, folder, path });
  const completed = {
    name: "the contract is completed",
    isFine: contract.status === "completed",
    found: contract.error ?? "",
  };
  const answered = history.events.find(({ type }) => type === "question.answered");
  const answer = JSON.stringify(answered?.data["response"] ?? "");
  const same =
    tree === null ? [] : await compareTree({ home: context.home, answer, tree, wasCrashed: crash });
  const all = [completed, ...checks, ...checkHistory(history), ...same];
  tellDemo(context, {
    contractId: contract.id,
    repository,
    branch: contract.branch,
    url: world.isOwn ? null : world.client.url,
    checks: all,
    isCompared: !crash || same.length > 0,
    crashes,
    events: history.events,
  });
  const failed = all.filter(({ isFine }) => !isFine);
  if (failed.length === 0) return;
  throw new CliError({
    code: "DEMO_FAILED",
    message: `the demonstration did not end as it should: ${failed.map(({ name }) => name).join(", ")}`,
    mend: `the repository is ${repository}; the logs are in ${world.home}/logs`,
  });
}

function wayOf({ output }: Context, { yes }: Options): AnswerWay {
  if (yes === true) return "first_choice";
  return output.isLive && process.stdin.isTTY ? "terminal" : "elsewhere";
}
