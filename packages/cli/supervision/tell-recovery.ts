// Shows how the runs come back that an earlier stop has interrupted, until none is left.
import type { Client } from "@makima/client";
import type { Recovery } from "@makima/protocol/daemons";
import type { Context } from "../context.ts";
import { explainError } from "../explain-error.ts";
import { sleep } from "../ports/clock.ts";
import { paint } from "../terminal/paint.ts";

const PAUSE_MS = 1_000;

type Watched = { client: Client; signal: AbortSignal };

/** Says nothing when nothing is interrupted. A server that goes away meanwhile ends the showing, and nothing else. */
export async function tellRecovery(context: Context, watched: Watched): Promise<void> {
  try {
    await showUntilNoneIsLeft(context, watched);
  } catch (error) {
    context.output.hints(
      `how far the restoration is, \`makima doctor\` tells: ${explainError(error).message}`,
    );
  }
}

async function showUntilNoneIsLeft({ output }: Context, { client, signal }: Watched): Promise<void> {
  let shown = "";
  while (!signal.aborted) {
    const { recovery } = await client.listDaemons({ limit: 1 });
    const told = sentenceOf(recovery);
    const isWorthIt = shown !== "" || recovery.left > 0 || recovery.held > 0;
    if (isWorthIt && told !== shown)
      output.lines(`${recovery.left === 0 ? paint.good("✓") : paint.dim("…")} ${told}`);
    if (recovery.left === 0) return;
    shown = told;
    await sleep(PAUSE_MS);
  }
}

/** In plain words: what is left, what came back, what waits for a person. */
export function sentenceOf({ left, restored, held }: Recovery): string {
  const parts = [`${left} interrupted runs left`, `${restored} restored in the last 10 minutes`];
  if (held > 0) parts.push(`${held} held for a person (makima task list --status interrupted)`);
  return parts.join(", ");
}
