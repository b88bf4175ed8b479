// A checkpoint as a daemon tells of it: its objects and its ref are durable there.
import { CHECKPOINT_REASONS } from "@makima/core/checkpoint";
import { z } from "zod";
import { count } from "../shapes/shapes.ts";

export const sentCheckpoint = z.object({
  number: z.int().min(1),
  commit: z.string(),
  tree: z.string(),
  message: z.string(),
  reason: z.enum(CHECKPOINT_REASONS),
  filesChanged: count,
  linesAdded: count,
  linesRemoved: count,
  warnings: z.array(z.string()).default([]),
});
export type SentCheckpoint = z.infer<typeof sentCheckpoint>;
