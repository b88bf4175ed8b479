// What of a person's uncommitted changes a contract began with.
import { z } from "zod";
import { count } from "../shapes/shapes.ts";

/** `files`: at most 200 of them, `filesChanged` how many there are. `warnings`: what could not be taken. */
export const carriedShape = z.object({
  filesChanged: count,
  files: z.array(z.string()),
  warnings: z.array(z.string()),
});
