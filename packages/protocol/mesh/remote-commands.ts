// What a daemon's hands do with a contract's remote: bring its base as it stands now, and bring the contract's branch there.
import { z } from "zod";
import { id } from "../shapes/shapes.ts";

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

export const remoteCommands = [
  /** answered like `check_repository`; `path` is a URL */
  z.object({ kind: z.literal("fetch_base"), contractId: id, path: z.string(), baseBranch: z.string() }),
  /** the branch to the person: pushed to a URL, or fetched into the repository at a path */
  z.object({
    kind: z.literal("deliver"),
    contractId: id,
    contractBranch: z.string(),
    branchCommit: commit.nullable().default(null),
    repository: z.object({ path: z.string(), baseBranch: z.string(), baseCommit: commit }),
  }),
] as const;
