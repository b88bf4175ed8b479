// Lists the files of a commit, and reads one of them: from the mirror, so that no link of a worktree is followed and nothing is checked out.
import type { ObjectId } from "../git/git-parts.ts";
import { parseObjectId } from "../git/git-parts.ts";
import { readGitFields, runGit, showPath } from "../git/run-git.ts";
import type { Store } from "./store.ts";
import { mirrorPlace } from "./store.ts";

export interface ListedFile {
  readonly path: string;
  readonly kind: "file" | "program" | "link" | "submodule";
  /** Bytes; null of a submodule. */
  readonly size: number | null;
  readonly object: ObjectId;
}

type At = { readonly mirror: string; readonly commit: ObjectId };

/** All of them, in git's order, which is the same whenever the same commit is listed. */
export async function listFiles(store: Store, { mirror, commit }: At): Promise<readonly ListedFile[]> {
  const fields = await readGitFields(store.git, {
    place: mirrorPlace(mirror),
    command: ["ls-tree", "-r", "-z", "--long", "--full-tree", commit],
  });
  return fields.map((field) => {
    // "<mode> <type> <object> <size, padded>\t<path>", and a path may hold tabs itself.
    const tab = field.indexOf("\t");
    const [mode = "", , object = "", size = "-"] = field.slice(0, tab).split(/ +/);
    return {
      path: showPath(field.slice(tab + 1)),
      kind: kindOf(mode),
      size: size === "-" ? null : Number(size),
      object: parseObjectId(object),
    };
  });
}

/** Its first bytes, and whether there are more. */
export async function readListedFile(
  store: Store,
  { mirror, object, maxBytes }: { mirror: string; object: ObjectId; maxBytes: number },
): Promise<{ content: Buffer; isCut: boolean }> {
  const { stdout, cut } = await runGit(store.git, {
    place: mirrorPlace(mirror),
    command: ["cat-file", "-p", object],
    maxOutputBytes: maxBytes,
    mayCutOutput: true,
  });
  return { content: stdout.subarray(0, maxBytes), isCut: cut };
}

function kindOf(mode: string): ListedFile["kind"] {
  switch (mode) {
    case "100755":
      return "program";
    case "120000":
      return "link";
    case "160000":
      return "submodule";
    default:
      return "file";
  }
}
