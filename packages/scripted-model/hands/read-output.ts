// What agents tell the model of a command that ran, or of a file that was read, without what they put around it.

/** `exitCode` is 0 where the agent says nothing else, and 1 where it only says that the command failed. */
export function readCommand({ text, isError }: { text: string; isError: boolean }): {
  exitCode: number;
  output: string;
} {
  const told = /(?:^|\n)(?:Exit code:? |Process exited with code )(\d+)/i.exec(text)?.[1];
  const output = around.reduce((rest, words) => rest.replace(words, ""), text);
  return { exitCode: told === undefined ? Number(isError) : Number(told), output };
}

const around = [
  /^Exit code \d+\n?/, // Claude Code
  /^[\s\S]*?(?:^|\n)Output: ?\n?/, // Codex and Gemini CLI
  /(?:\nExit Code: \d+)?\nProcess Group PGID: \d+\n<\/untrusted_context>$/, // Gemini CLI
  /Exit code: \d+\n?$/, // what is asked of OpenCode's shell
];

/** Claude Code and OpenCode number the lines of a file that is read. */
export const withoutLineNumbers = (text: string): string => text.replace(/^ *\d+(?:\t|→|\| ?|: )/gm, "");
