// Where the repository of a new contract is, as a person gave it: an absolute path, or a URL that holds no secret.
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { copyProblem, readRepositoryUrl } from "@makima/core/repository";
import type { NewContract } from "@makima/protocol/contracts";
import { refuseField } from "@makima/protocol/errors";

export type RepositoryLocation =
  | { readonly path: string; readonly url: null }
  | { readonly path: null; readonly url: string };

type Wish = Pick<NewContract, "repository" | "delivery" | "copy" | "includeUncommitted" | "includeUntracked">;

/** Throws VALIDATION; its sentence never repeats what was given, for that may hold a password. */
export function readLocation({
  repository,
  delivery,
  copy,
  includeUncommitted = false,
  includeUntracked = false,
}: Wish): RepositoryLocation {
  const location = locate(repository);
  if (location.url === null && delivery === "push") {
    throw refusePush();
  }
  if (location.url !== null && copy.length > 0) {
    throw refuseField("copy", "is for a repository by path: behind a URL lie no untracked files");
  }
  if (location.url !== null && includeUncommitted) {
    throw refuseField(
      "includeUncommitted",
      "is for a repository by path: behind a URL nobody has uncommitted changes",
    );
  }
  if (includeUntracked && !includeUncommitted) {
    throw refuseField("includeUntracked", "is for includeUncommitted: say true there too");
  }
  copy.forEach((pattern, place) => {
    const problem = copyProblem(pattern);
    if (problem !== null) throw refuseField(`copy.${place}`, problem);
  });
  return location;
}

/** Of a contract whose repository is a path. */
export const refusePush = () =>
  refuseField("delivery", "push is for a repository by URL: into one by path each merge is delivered anyhow");

function locate({ path, url = "" }: NewContract["repository"]): RepositoryLocation {
  if (path !== undefined) {
    if (isAbsolute(path)) return { path, url: null };
    throw refuseField(
      "repository.path",
      "must be absolute: the daemon that looks for it works in another folder",
    );
  }
  const reading = readRepositoryUrl(url);
  if (reading.kind === "refused") throw refuseField("repository.url", reading.problem);
  if (reading.kind === "remote") return { path: null, url: reading.url };
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || parsed.host !== "" || /%2f|%00/i.test(parsed.pathname)) {
    throw refuseField("repository.url", "must be of the form file:///absolute/path");
  }
  return { path: fileURLToPath(parsed), url: null };
}
