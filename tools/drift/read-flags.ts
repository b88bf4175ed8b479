// The flags that a program's help lists, each with the placeholder of its value where that stands behind it.

// A flag stands at the beginning of its line; one in the text of another does not count.
const listed = /^ {1,8}(?:-\w, +)?(--[\w-]+)(?:, (--[\w-]+))?(?: ([<[][^>\]]+[>\]](?:\.\.\.)?))?(?=\s|$)/gm;

export function readFlags(help: string): Record<string, string> {
  const flags: Record<string, string> = {};
  for (const [, flag, other, value] of help.matchAll(listed))
    for (const name of [flag, other]) if (name !== undefined) flags[name] = value ?? "";
  return flags;
}
