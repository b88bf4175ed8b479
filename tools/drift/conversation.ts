// Speaks with an agent's program in lines of JSON, or hears what it prints, and ends it.
import { text } from "node:stream/consumers";
import { readLines } from "@makima/daemon/agents/line-reader";
import { rest } from "@makima/daemon/ports/clock";
import { type StartedProcess, sendSignal, startProcess } from "@makima/daemon/ports/processes";

export interface AgentProgram {
  /** With the words that stand before all others, such as the script of a runtime. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** All of it: nothing of the person's is added. */
  readonly env: Readonly<Record<string, string>>;
}

export type Said = Readonly<Record<string, unknown>>;

export interface Conversation {
  say(message: object): void;
  /** The next message that is wanted; what comes before it is passed over. Throws when the program ends first. */
  hear(isWanted: (message: Said) => boolean): Promise<Said>;
}

/** Throws `StartError`, and what `talk` throws. The program is killed with all that it started. */
export function converse<Told>(
  program: AgentProgram,
  { args, talk }: { args: readonly string[]; talk: (conversation: Conversation) => Promise<Told> },
): Promise<Told> {
  return running(program, args, async (started) => {
    const noise = text(started.stderr);
    const told = await talk(conversationWith(started, noise));
    return told;
  });
}

/** What it prints, on both streams: some print their help on the second. Throws `StartError`, or when it does not succeed. */
export function printed(program: AgentProgram, args: readonly string[]): Promise<string> {
  return running(program, args, async ({ stdin, stdout, stderr, exited }) => {
    stdin.end();
    const words = (await Promise.all([text(stdout), text(stderr)])).join("");
    const { exitCode } = await exited;
    if (exitCode !== 0) throw new Error(`${[...program.command, ...args].join(" ")} failed: ${words}`);
    return words;
  });
}

const longestMs = 60_000;

/** A program past its time is killed, so whoever listens to it hears its end. */
async function running<Told>(
  { command: [program = "", ...before], cwd, env }: AgentProgram,
  args: readonly string[],
  use: (started: StartedProcess) => Promise<Told>,
): Promise<Told> {
  const started = await startProcess({ command: program, args: [...before, ...args], cwd, env });
  const over = new AbortController();
  const killed = rest(longestMs, over.signal).then(() => sendSignal(-started.pid, "SIGKILL"));
  try {
    return await use(started);
  } finally {
    over.abort();
    await killed;
    await started.exited;
  }
}

function conversationWith({ stdin, stdout }: StartedProcess, noise: Promise<string>): Conversation {
  const lines = readLines(stdout, async () => undefined);
  return {
    say: (said) => void stdin.write(`${JSON.stringify(said)}\n`),
    async hear(isWanted) {
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
        const said = parse(next.value);
        if (said !== null && isWanted(said)) return said;
      }
      throw new Error(`the program ended before it had answered: ${await noise}`);
    },
  };
}

function parse(line: string): Said | null {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === "object" && said !== null ? (said as Said) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
