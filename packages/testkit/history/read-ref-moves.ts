// How the branches of a person's repository were moved by others than the person, as git itself has logged it.
import { runCommand } from "../ports/run-command.ts";
import type { Evidence } from "./evidence.ts";

/** What git's own commands for people write into the log. */
const OWN = /^(commit|branch|checkout|reset|merge|pull|rebase|clone|cherry-pick|revert|am)\b/;
const NOTHING = "0".repeat(40);

/** Of each branch those that came behind the last move of the person's own. */
export async function readRefMoves(repository: string): Promise<Evidence["refMoves"]> {
  const git = (...args: string[]): Promise<string> => runCommand({ program: "git", args, cwd: repository });
  const refs = linesOf(await git("for-each-ref", "--format=%(refname)", "refs/heads"));
  const moves: Evidence["refMoves"] = [];
  for (const ref of refs) {
    // the newest comes first
    const log = linesOf(await git("reflog", "show", "--format=%H %gs", ref)).map((line) => ({
      to: line.slice(0, NOTHING.length),
      why: line.slice(NOTHING.length + 1),
    }));
    const newest = log.findIndex(({ why }) => OWN.test(why));
    const ours = newest < 0 ? log : log.slice(0, newest);
    moves.push(...ours.map(({ to }, place) => ({ ref, from: log[place + 1]?.to ?? NOTHING, to })).reverse());
  }
  return moves;
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split("\n"));
