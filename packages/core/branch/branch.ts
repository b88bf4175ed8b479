// Which branch names we accept from people and agents: those that git accepts as a branch and that also are plain.

const part = "[A-Za-z0-9_](?:[A-Za-z0-9._+-]*[A-Za-z0-9_+-])?";
const plain = new RegExp(`^${part}(?:/${part})*$`);
const reservedOnWindows = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * Git alone would accept `a$(id)`, `@`, `refs/heads/x` or `con`. Ours is the stricter set: every name that passes here also
 * passes `git check-ref-format --branch`.
 */
export function isBranchName(name: string): boolean {
  if (name.length === 0 || name.length > 200 || !plain.test(name)) return false;
  if (name.includes("..") || name === "HEAD" || name.startsWith("refs/")) return false;
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(name)) return false;
  return name.split("/").every((piece) => !/\.lock$/i.test(piece) && !reservedOnWindows.test(piece));
}
