// An agent of the person's for the demonstration: their program, but in a home of its own and on a model that follows a script.
import { openSync } from "node:fs";
import { access, constants, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { CliError } from "../cli-error.ts";
import type { Context } from "../context.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { startChild } from "../ports/programs.ts";
import { modelProgram } from "../supervision/locate-programs.ts";

export type BorrowedAgent = {
  name: string;
  /** Its entry in the `agents` of config.json. */
  settings: Readonly<Record<string, unknown>>;
  /** Ends its model. */
  close: () => Promise<void>;
};

const INSTALLS: Readonly<Record<string, string>> = {
  claude: "npm install --global @anthropic-ai/claude-code",
  codex: "npm install --global @openai/codex",
  gemini: "npm install --global @google/gemini-cli",
  opencode: "npm install --global opencode-ai",
};

/** Throws `UNKNOWN_AGENT` and `NO_AGENT` where the name or the program is missing. The caller closes it. */
export async function borrowAgent(
  context: Context,
  { name, folder }: { name: string; folder: string },
): Promise<BorrowedAgent> {
  const install = INSTALLS[name];
  if (install === undefined) {
    throw new CliError({
      code: "UNKNOWN_AGENT",
      message: `the demonstration knows no agent ${name}`,
      mend: `one of ${Object.keys(INSTALLS).join(", ")}, or \`makima demo\` alone with the built-in agent`,
    });
  }
  const program = (await configured(context, name)) ?? (await onPath(context, name));
  if (program === null) {
    throw new CliError({
      code: "NO_AGENT",
      message: `there is no program ${name} on PATH, and config.json names none`,
      mend: `\`${install}\`, or \`makima demo\` alone with the built-in agent`,
    });
  }
  const { agent, close } = await startModel(context, { name, folder });
  const { driver, args, env, stateFolders } = agent;
  return { name, settings: { driver, command: [...program, ...args], env, stateFolders }, close };
}

/** The program of the person's own entry, with the script that it runs when it is an interpreter. */
async function configured({ home }: Context, name: string): Promise<string[] | null> {
  const text = await readFile(join(home, "config.json"), "utf8").catch(() => "{}");
  const { agents = {} } = JSON.parse(text) as { agents?: Record<string, { command?: string[] }> };
  const [program, script] = agents[name]?.command ?? [];
  if (program === undefined) return null;
  return script !== undefined && /\.[cm]?js$/.test(script) ? [program, script] : [program];
}

async function onPath({ config }: Context, name: string): Promise<string[] | null> {
  for (const folder of (config.environment["PATH"] ?? "").split(delimiter)) {
    const file = join(folder, name);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return [file];
  }
  return null;
}

/** What belongs to an agent's entry in config.json, beside its program. */
type Pointed = { driver: string; args: string[]; env: Record<string, string>; stateFolders: string[] };

type Model = { agent: Pointed; close: () => Promise<void> };

const patienceMs = 20_000;

async function startModel(
  { config }: Context,
  { name, folder }: { name: string; folder: string },
): Promise<Model> {
  const logFile = join(folder, "model.log");
  const lines: string[] = [];
  const child = await startChild({
    args: [modelProgram(), "--agent", name, "--folder", join(folder, `${name}-home`)],
    environment: config.environment,
    logFd: openSync(logFile, "w", 0o600),
    onLine: (line) => lines.push(line),
  });
  const close = async (): Promise<void> => {
    child.closeInput();
    await child.exited;
  };
  const endMs = monotonicMs() + patienceMs;
  while (lines.length === 0 && monotonicMs() < endMs) await sleep(20);
  const [line] = lines;
  if (line !== undefined) return { agent: (JSON.parse(line) as { agent: Pointed }).agent, close };
  await close();
  throw new CliError({
    code: "START_FAILED",
    message: "the demonstration's model did not start",
    lines: (await readFile(logFile, "utf8")).trimEnd().split("\n").slice(-12),
    mend: "`makima doctor` checks this machine",
  });
}
