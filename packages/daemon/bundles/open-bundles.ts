// Puts the two ways of bundles together: what this daemon sends to the server, and what it takes from there.
import type { Logger } from "pino";
import type { Identity } from "../identity/ensure-identity.ts";
import { sleep } from "../ports/clock.ts";
import type { Store } from "../worktrees/worktrees.ts";
import { type Bringing, bringCommits } from "./bring-commits.ts";
import { BundleDoor, DoorRefused } from "./bundle-door.ts";
import { BundleSender } from "./send-bundles.ts";

export interface Bundles {
  readonly sender: BundleSender;
  readonly bring: (bringing: Bringing) => Promise<ReadonlySet<string>>;
  /** Whether a command of a former process is still to be done; waits for the server. */
  readonly stands: (commandId: string) => Promise<boolean>;
  /** What the link tells: a connection is welcomed, and something was taken in. */
  readonly ofLink: { onSession(session: number): void; onHeard(): void };
}

export function openBundles(at: { apiUrl: string; identity: Identity; store: Store; log: Logger }): Bundles {
  const door = new BundleDoor(at);
  const parts = { store: at.store, door, log: at.log };
  const sender = new BundleSender(parts);
  return {
    sender,
    bring: (bringing) => bringCommits(parts, bringing),
    stands: (commandId) => askStanding(door, commandId),
    ofLink: {
      onSession: (session) => {
        door.enter(session);
        sender.wake();
      },
      onHeard: () => sender.heard(),
    },
  };
}

const againMs = 500;

async function askStanding(door: BundleDoor, commandId: string): Promise<boolean> {
  for (;;) {
    try {
      return await door.stands(commandId);
    } catch (error) {
      if (!(error instanceof DoorRefused) || error.isFinal) throw error;
      await sleep(againMs);
    }
  }
}
