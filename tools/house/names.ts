// House rules: files are in kebab-case, and no file is a bag.
import { posix } from "node:path";
import type { Rule } from "./rule.ts";

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const bag = /(^|-)(utils?|helpers?|types|manager)(\.|-|$)/;
const isSource = /\.(tsx?|[cm]?js|css|html|sql)$/;

export const fileNames: Rule = {
  name: "file-names",
  sentence: "Source files and their folders are in kebab-case; no `utils`, `helpers`, `types` or `manager`.",
  find: ({ files }) => {
    const paths = files.map(({ path }) => path).filter((path) => isSource.test(path));
    return paths.flatMap((path) => [
      ...path
        .split("/")
        .filter((part) => !kebab.test(part) && !isMigration(path, part))
        .map((part) => ({ path, line: 0, message: `"${part}" is not kebab-case` })),
      ...path
        .split("/")
        .filter((part) => bag.test(part))
        .map((part) => ({ path, line: 0, message: `"${part}" would become a bag; name it by what it does` })),
    ]);
  },
};

/** Migrations are named as their runner reads them: a number of four digits, an underscore, a name. */
function isMigration(path: string, part: string): boolean {
  return posix.basename(posix.dirname(path)) === "migrations" && /^\d{4}_[a-z0-9_]+\.sql$/.test(part);
}
