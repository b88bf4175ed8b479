// Reads `postmaster.pid`, in which PostgreSQL says who runs on a data folder and how far it is.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unlessMissing } from "./file-error.ts";

export type PostmasterFile = {
  pid: number;
  socketFolder: string;
  /** `unknown` while the server has not written it yet. */
  status: "starting" | "ready" | "stopping" | "unknown";
};

/** Null when there is none. Lines that are not written yet are empty or `unknown`. */
export async function readPostmasterFile(dataFolder: string): Promise<PostmasterFile | null> {
  const text = await unlessMissing(readFile(join(dataFolder, "postmaster.pid"), "utf8"));
  if (text === null) return null;
  const lines = text.split("\n");
  // A negative number is a single-user server's.
  const pid = Math.abs(Number.parseInt(lines[0] ?? "", 10));
  if (!Number.isInteger(pid)) return null;
  const status = (lines[7] ?? "").trim();
  return {
    pid,
    socketFolder: lines[4] ?? "",
    status: status === "starting" || status === "ready" || status === "stopping" ? status : "unknown",
  };
}
