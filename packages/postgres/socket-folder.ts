// The folder of the Unix socket: short, private, and not somebody else's.
import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "./choose-account.ts";
import { fileErrorCode } from "./file-error.ts";
import { PostgresError } from "./postgres-error.ts";

/** Only a part of the socket's name, since nothing listens on TCP. */
export const port = 5432;
export const socketName = `.s.PGSQL.${port}`;

/** A socket's address takes 107 bytes on Linux and 103 on macOS; `/mk-<12>/.s.PGSQL.5432.lock` takes 33 of them. */
const longestBase = 70;

/** The same home has the same folder, whatever the length of its path. */
export function socketFolderOf(home: string): string {
  const base = Buffer.byteLength(tmpdir()) <= longestBase ? tmpdir() : "/tmp";
  return join(base, `mk-${shortHash(home)}`);
}

/** Twelve hexadecimal digits that stand for a path. */
export function shortHash(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 12);
}

/**
 * Makes the folder, or checks that the one there is a real folder of `account` that nobody else may enter: in a
 * shared /tmp another user can put anything under a name that can be guessed. Throws `SOCKET_FOLDER_UNSAFE`.
 */
export async function makeSocketFolder(folder: string, account: Account): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
    if (account.kind === "nobody") await chown(folder, account.owner, account.group);
    // The umask may have taken bits away.
    await chmod(folder, 0o700);
  } catch (error) {
    if (fileErrorCode(error) !== "EEXIST") throw error;
  }
  if (await isPrivateFolder(folder, account)) return;
  throw new PostgresError(
    "SOCKET_FOLDER_UNSAFE",
    `${folder} is not a folder of our own with mode 0700. Look who made it, remove it, or set TMPDIR to a folder of yours.`,
  );
}

export async function isPrivateFolder(folder: string, account: Account): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) return false;
  return (found.mode & 0o077) === 0 && (account.owner === null || found.uid === account.owner);
}

/** For when the server is gone; one that was killed has left its socket in it. */
export async function removeSocketFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
