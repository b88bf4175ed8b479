// Asks before something is done that a person may want to think about. A script says --yes.
import { usageError } from "../cli-error.ts";
import type { Output } from "./output.ts";

/** False when the person declines. Throws a usage error where nobody can be asked. */
export async function confirm(
  output: Output,
  { question, yes }: { question: string; yes: boolean },
): Promise<boolean> {
  if (yes) return true;
  if (!output.isLive)
    throw usageError("nobody can be asked here", "add --yes to do it, or --dry-run to look");
  const { confirm: ask, isCancel } = await import("@clack/prompts");
  const answer = await ask({ message: question });
  return !isCancel(answer) && answer;
}
