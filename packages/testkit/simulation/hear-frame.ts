// What the checks and counters want to know of a frame that a server has heard from a daemon.
import type { SimulatedDisk } from "./simulated-disk.ts";

/** The server heard that commands are written down. */
export const isAccepting = (frame: string): boolean => frame.startsWith('{"kind":"ack_commands"');

/** Notes which commands were acknowledged, beside what the daemon itself did. Gives how many results were heard before. */
export function hearFrame(disk: SimulatedDisk, frame: string): { again: number } {
  if (isAccepting(frame))
    for (const [, commandId = ""] of frame.matchAll(/"([0-9a-f-]{36})"/g))
      disk.steps.push({ kind: "accepted", commandId });
  let again = 0;
  for (const [, commandId = ""] of frame.matchAll(/"kind":"command_done","commandId":"([0-9a-f-]{36})"/g)) {
    if (disk.heardResults.has(commandId)) again += 1;
    disk.heardResults.add(commandId);
  }
  return { again };
}
