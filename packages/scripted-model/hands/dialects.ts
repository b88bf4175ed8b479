// What the agents call their own tools for files and commands, and the arguments that each wants.
import type { Tool } from "../conversation/conversation.ts";
import { addFilePatch, editFilePatch } from "./write-patch.ts";

type Input = Readonly<Record<string, unknown>>;
type Words = { name: string; input: Input };

export type Dialect = {
  read: (file: string) => Words;
  write: (file: string, content: string) => Words;
  /** `seen` is what reading the file has shown. */
  edit: (change: { file: string; find: string; replace: string; seen: string }) => Words;
  /** `asksExit`: the script wants to know how it ended. */
  run: (command: string, asksExit?: boolean) => Words;
  /** How to wait for a command whose result says that it goes on. */
  poll?: (result: string) => Words | null;
};

const claude: Dialect = {
  read: (file) => ({ name: "Read", input: { file_path: file } }),
  write: (file, content) => ({ name: "Write", input: { file_path: file, content } }),
  edit: ({ file, find, replace }) => ({
    name: "Edit",
    input: { file_path: file, old_string: find, new_string: replace },
  }),
  run: (command) => ({ name: "Bash", input: { command, description: "Runs a command" } }),
};

const gemini: Dialect = {
  read: (file) => ({ name: "read_file", input: { file_path: file } }),
  write: (file, content) => ({ name: "write_file", input: { file_path: file, content } }),
  edit: ({ file, find, replace }) => ({
    name: "replace",
    input: { file_path: file, old_string: find, new_string: replace, instruction: `Change ${file}` },
  }),
  run: (command) => ({ name: "run_shell_command", input: { command, description: "Runs a command" } }),
};

const opencode: Dialect = {
  read: (file) => ({ name: "read", input: { filePath: file } }),
  write: (file, content) => ({ name: "write", input: { filePath: file, content } }),
  edit: ({ file, find, replace }) => ({
    name: "edit",
    input: { filePath: file, oldString: find, newString: replace },
  }),
  // It is the one that does not tell its model how a command ended.
  run: (command, asksExit = false) => ({
    name: "bash",
    input: {
      command: asksExit ? `(${command}\n)\necho "Exit code: $?"` : command,
      description: "Runs a command",
    },
  }),
};

// Codex changes files by patches: with a tool of that name where it knows the model, else through its shell, which knows the patch for what it is.
const codex = (tools: readonly Tool[]): Dialect => {
  const run = (command: string): Words => ({
    name: "exec_command",
    input: { cmd: command, yield_time_ms: 30_000 },
  });
  const hasTool = tools.some(({ name }) => name === "apply_patch");
  const apply = (patch: string): Words =>
    hasTool
      ? { name: "apply_patch", input: { input: patch } }
      : run(`apply_patch <<'END_OF_PATCH'\n${patch}\nEND_OF_PATCH`);
  return {
    run,
    read: (file) => run(`${READ_COMMAND}'${file.replaceAll("'", "'\\''")}'`),
    write: (file, content) => apply(addFilePatch(file, content)),
    edit: (change) => apply(editFilePatch(change)),
    poll: (result) => {
      const session = /Process running with session ID (\d+)/.exec(result)?.[1];
      return session === undefined
        ? null
        : { name: "write_stdin", input: { session_id: Number(session), chars: "", yield_time_ms: 30_000 } };
    },
  };
};

const READ_COMMAND = "cat -- ";

/** The dialect of the agent that announces these tools; Claude's when they are nobody's. */
export function dialectOf(tools: readonly Tool[]): Dialect {
  const has = (name: string): boolean => tools.some((tool) => tool.name === name);
  if (has("exec_command")) return codex(tools);
  if (has("run_shell_command")) return gemini;
  return has("bash") ? opencode : claude;
}

const READING = new Set(["Read", "read_file", "read"]);
const OWN = new Set([
  ...READING,
  ...["Write", "Edit", "Bash"],
  ...["write_file", "replace", "run_shell_command"],
  ...["write", "edit", "bash"],
  ...["exec_command", "write_stdin", "apply_patch", "shell"],
]);

/** Whether a call is one of an agent's own tools; what no tool is called by was told by a client in words of its own. */
export const isOwnCall = (name: string, tools: readonly Tool[]): boolean =>
  OWN.has(name) || !tools.some((tool) => tool.name === name || tool.name.endsWith(`_${name}`));

export function isReading({ name, input }: { name: string; input: unknown }): boolean {
  if (READING.has(name)) return true;
  const cmd = typeof input === "object" && input !== null && "cmd" in input ? input.cmd : undefined;
  return typeof cmd === "string" && cmd.startsWith(READ_COMMAND);
}
