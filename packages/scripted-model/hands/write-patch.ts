// Patches as Codex reads them: whole lines, with a mark before each.

export const addFilePatch = (file: string, content: string): string =>
  patch([`*** Add File: ${file}`, ...linesOf(content).map((line) => `+${line}`)]);

type Change = { file: string; find: string; replace: string; seen: string };

/** Replaces the first place. Its lines are taken whole from what the file was seen to hold. */
export function editFilePatch({ file, find, replace, seen }: Change): string {
  const at = seen.indexOf(find);
  const from = seen.lastIndexOf("\n", at - 1) + 1;
  const end = seen.indexOf("\n", at + Math.max(0, find.length - 1));
  const before = seen.slice(from, end === -1 ? undefined : end);
  const after = before.replace(find.replace(/\n$/, ""), () => replace.replace(/\n$/, ""));
  return patch([
    `*** Update File: ${file}`,
    "@@",
    ...before.split("\n").map((line) => `-${line}`),
    ...after.split("\n").map((line) => `+${line}`),
  ]);
}

const patch = (lines: readonly string[]): string => ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");

const linesOf = (content: string): string[] => content.replace(/\n$/, "").split("\n");
