// credentials.json of a home: where the server is, and the key for it. Only its owner may read it.
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";

export type Credentials = { url: string; apiKey: string };

const pathOf = (home: string): string => join(home, "credentials.json");

/** Null where there is none yet. Throws `BAD_CREDENTIALS` for a file that is none. */
export async function readCredentials(home: string): Promise<Credentials | null> {
  const path = pathOf(home);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw badCredentials(path, { cause });
  }
  return parse(text) ?? Promise.reject(badCredentials(path));
}

/** Written beside and renamed, so that a reader sees the old file or the new one and never a half. */
export async function writeCredentials(home: string, credentials: Credentials): Promise<void> {
  const path = pathOf(home);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}

function parse(text: string): Credentials | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("url" in value) || !("apiKey" in value)) return null;
    const { url, apiKey } = value;
    return typeof url === "string" && typeof apiKey === "string" ? { url, apiKey } : null;
  } catch {
    return null;
  }
}

function badCredentials(path: string, options?: ErrorOptions): CliError {
  return new CliError(
    {
      code: "BAD_CREDENTIALS",
      message: `${path} does not hold an address and a key`,
      mend: "`makima login URL` writes it anew",
    },
    options,
  );
}
