// Gives a message to the turn that runs, and tells when the agent has taken it in.
import type { MeshCommand } from "@makima/protocol/mesh";
import { TurnFailed } from "../agents/driver.ts";
import type { Run } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

type Steer = Extract<MeshCommand, { kind: "steer" }>;

/** A message that came before its turn had begun here waits for it; one that comes after it has ended is the next turn's to bring. */
export function steerRun(parts: Pick<RunParts, "log">, run: Run, message: Steer): void {
  if (message.turn < run.lastTurn || (message.turn === run.lastTurn && run.turn === null)) return;
  run.messages.set(message.deliveryId, message);
  if (run.turn?.isPrompted === true) giveMessages(parts, run);
}

/** Those of the turn that runs, in their order. */
export function giveMessages(parts: Pick<RunParts, "log">, run: Run): void {
  for (const message of run.messages.values()) {
    if (message.turn !== run.turn?.number || run.given.has(message.deliveryId)) continue;
    run.given.add(message.deliveryId);
    const given = run.session?.steer?.({ messageId: message.deliveryId, text: message.text });
    given?.catch((error: unknown) => {
      // What it did not take in goes with its next turn.
      const level = error instanceof TurnFailed ? "debug" : "warn";
      parts.log[level]({ ...run.ref, err: error }, "a message could not be given to the turn that runs");
    });
  }
}

/** The turn is over: what it has not taken in is not its any more. */
export function dropMessages(run: Run, turn: number): void {
  for (const { deliveryId, turn: of } of run.messages.values())
    if (of <= turn) run.messages.delete(deliveryId);
  run.given.clear();
}

/** Recorded in its place among what the agent says: what it said before is complete. */
export async function recordHeard(
  parts: Pick<RunParts, "append">,
  run: Run,
  messageId: string,
): Promise<void> {
  if (!run.messages.delete(messageId)) return;
  await run.transcript?.flush();
  await parts.append({ kind: "steered", ...run.ref, deliveryId: messageId }, { sync: true });
}
