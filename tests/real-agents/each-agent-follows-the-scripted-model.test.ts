// Each program by itself, without makima: it follows the scripted model with its own tools, over errors, and remembers after a resume.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "@makima/testkit/ports/run-command";
import { type ScriptedModel, startScriptedModel } from "@makima/testkit/scripted-model";
import { describe, expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";

const SESSION = "5f0c6f0e-7c39-4a52-9d8e-2f6a1f9f6a10";
const CLAUDE = ["-p", "--dangerously-skip-permissions", "--setting-sources=", "--strict-mcp-config"];
const CODEX = ["--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"];
const GEMINI = ["-m", "gemini-2.5-pro", "--yolo"];

/** How each is asked in a new session, and in the one before. */
const AGENTS = [
  {
    name: "claude",
    agentOf: claudeAgent,
    begin: (prompt: string) => [...CLAUDE, `--session-id=${SESSION}`, prompt],
    resume: (prompt: string) => [...CLAUDE, `--resume=${SESSION}`, prompt],
  },
  {
    name: "codex",
    agentOf: codexAgent,
    begin: (prompt: string) => ["exec", ...CODEX, prompt],
    resume: (prompt: string) => ["exec", "resume", "--last", ...CODEX, prompt],
  },
  {
    name: "gemini",
    agentOf: geminiAgent,
    begin: (prompt: string) => [...GEMINI, "-p", prompt],
    resume: (prompt: string) => [...GEMINI, "--resume", "latest", "-p", prompt],
  },
  {
    name: "opencode",
    agentOf: opencodeAgent,
    begin: (prompt: string) => ["run", prompt],
    resume: (prompt: string) => ["run", "--continue", prompt],
  },
];

const prompt = (steps: string): string => `Follow it.\n\n\`\`\`makima-script\nsteps:\n${steps}\n\`\`\`\n`;

type Agent = (typeof AGENTS)[number];

/** A conversation with the program in a folder of its own; each word to it is a process. */
async function open({ agentOf, begin, resume }: Agent) {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const model = await startScriptedModel();
  const { command, env } = await agentOf(folder, model.url);
  const [program = "", script = ""] = command;
  const cwd = join(folder, "work");
  await mkdir(cwd);
  const run = (args: readonly string[]): Promise<string> =>
    runCommand({
      program,
      // Gemini is a program for Node.
      args: script.endsWith(".js") ? [script, ...args] : args,
      cwd,
      environment: { ...env, KIWI: "42", IS_SANDBOX: "1", TERM: "dumb" },
    });
  return {
    model,
    cwd,
    begin: (words: string) => run(begin(words)),
    resume: (words: string) => run(resume(words)),
  };
}

const outcomes = ({ requests }: ScriptedModel): string[] =>
  requests.flatMap(({ conversation, outcome }) => (conversation.tools.length === 0 ? [] : [outcome.kind]));

describe.each(AGENTS)("$name", (agent) => {
  test("changes a file and runs a command with its own tools, and goes on in its session", async () => {
    const { model, cwd, begin, resume } = await open(agent);
    const steps = [
      "  - say: I begin.",
      "  - write: notes/made.txt\n    content: |\n      one\n      two",
      "  - edit: notes/made.txt\n    find: two\n    replace: three",
      "  - run: echo kiwi$KIWI && exit 3\n    expect: 3\n    as: run",
      "  - say: It printed ${run.output}",
      "  - endTurn: true",
      "  - recall: { matching: 'kiwi\\d+|mango' }",
    ];
    expect(await begin(prompt(steps.join("\n")))).toContain("It printed kiwi42");
    expect(await readFile(join(cwd, "notes", "made.txt"), "utf8")).toBe("one\nthree\n");
    // A resumed Gemini CLI tells its model a command's output twice.
    expect(await resume("And a mango.")).toMatch(/RECALL (kiwi42 )+mango/);
    expect(model.timesHeard("And a mango.")).toBe(1);
  });

  test("tries again after an overload, and goes on after a stream that broke off", async () => {
    const { model, begin, resume } = await open(agent);
    const steps = [
      "  - fault: overloaded",
      "  - run: echo before\n    expect: 0",
      "  - fault: { kind: drop, afterChars: 10 }",
      "  - say: Here is the whole of what I wanted to say.",
    ];
    const said = begin(prompt(steps.join("\n")));
    // Gemini CLI ends when a stream breaks off, and its session can be resumed; the others ask again.
    if (agent.name === "gemini") await expect(said).rejects.toThrow("terminated");
    const whole = agent.name === "gemini" ? await resume("Go on.") : await said;
    expect(whole).toContain("Here is the whole of what I wanted to say.");
    expect(outcomes(model)).toEqual(["fault", "answer", "fault", "answer"]);
  });
});
