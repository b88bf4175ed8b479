// What a command names that is done in the repository of a task's contract.
import { z } from "zod";
import { id } from "../shapes/shapes.ts";

export const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

export const inRepository = {
  contractId: id,
  taskId: id,
  repository: z.object({ path: z.string(), baseBranch: z.string(), baseCommit: commit }),
  contractBranch: z.string(),
};
