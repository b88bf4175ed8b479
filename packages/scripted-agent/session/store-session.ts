// Keeps sessions as files, so that a session can be loaded after the process was killed at any instant.
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "./session.ts";

export interface SessionStore {
  save(session: Session): void;
  /** Null when there is no session with this id. */
  load(sessionId: string): Session | null;
}

/** The store of an agent that cannot load: it keeps nothing. */
export const forgetfulStore: SessionStore = { save: () => {}, load: () => null };

const safeId = /^[A-Za-z0-9-]+$/;

export function openSessionStore(folder: string): SessionStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    save: (session) => saveSession(fileOf(folder, session.sessionId), session),
    load: (sessionId) => (safeId.test(sessionId) ? loadSession(fileOf(folder, sessionId)) : null),
  };
}

function fileOf(folder: string, sessionId: string): string {
  return join(folder, `${sessionId}.json`);
}

/** Written beside and renamed, so that a crash leaves the old file or the new one, never half of one. */
function saveSession(file: string, session: Session): void {
  const handle = openSync(`${file}.new`, "w", 0o600);
  try {
    writeSync(handle, JSON.stringify(session));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
}

function loadSession(file: string): Session | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Session;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
