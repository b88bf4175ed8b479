// How far an owner's histories and search index are behind what is written.
import type { HistoryLag } from "@makima/protocol/history";
import type { Principal, World } from "../world.ts";
import { countBehind } from "./count-behind.ts";

/** Throws nothing of its own. */
export const getHistoryLag = ({ db }: World, { ownerId }: Principal): Promise<HistoryLag> =>
  countBehind(db, ownerId);
