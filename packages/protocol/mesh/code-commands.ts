// What a daemon's hands do to show the code of a moment: list the files of a commit, and read one of them. Nothing moves.
import { z } from "zod";
import { count } from "../shapes/shapes.ts";
import { commit, inRepository } from "./in-repository.ts";

const at = {
  ...inRepository,
  branchCommit: commit.nullable().default(null),
  /** of a checkpoint */
  commit,
};

export const codeCommands = [
  z.object({ kind: z.literal("list_files"), ...at }),
  /** `place`: of the file in what `list_files` tells of the same commit. A name is bytes to git; not each can be said in JSON. */
  z.object({ kind: z.literal("read_file"), ...at, place: count }),
] as const;

const CODE_KINDS = ["file", "program", "link", "submodule"] as const;

/** Files of a commit are listed up to this many, and up to this many characters of their paths: a frame has to hold them. */
export const MOST_LISTED = { files: 20_000, pathLength: 1_000_000 } as const;

/** `size` in bytes; null where it has none of its own. */
const codeFile = z.object({ path: z.string(), kind: z.enum(CODE_KINDS), size: count.nullable() });

/** What `list_files` answers, in git's order. */
export const filesResult = z.object({ files: z.array(codeFile), isCut: z.boolean() });

/** What `read_file` answers; null where there is no file at that place. `text`: null where it is none; of a link, where it leads. */
export const fileResult = codeFile.extend({ text: z.string().nullable(), isCut: z.boolean() }).nullable();
