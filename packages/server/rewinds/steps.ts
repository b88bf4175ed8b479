// What the steps of a rewind hand to each other.
import type { rewindResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import type { View } from "../history/history.ts";
import type { PlacedCheckpoint } from "../resumption/resumption.ts";
import type { Held } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { Found } from "./find-consequences.ts";
import type { Place, RewindRow } from "./reader.ts";

/** Why it cannot be done, for who asked. */
export type Failure = { code: string; message: string };

/** What the daemon has done; `missing` also where it cannot be asked. */
export type Hands = z.infer<typeof rewindResult>;

/** The caller holds contract and task. */
export type Advancing = { world: World; held: Held; rewind: RewindRow };

export type Finishing = Advancing & { hands: Hands };

export type Rewound = {
  code: PlacedCheckpoint | null;
  conversation: Place | null;
  /** before it moved */
  view: View;
  found: Found;
  messagesRemoved: number;
  messagesRestored: number;
  newMessageCount: number;
  undo: { id: string; number: number };
};
