// The evidence log: one fsynced JSON line for each input received and each effect, before it is performed.
import { fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { currentTimeMs } from "../ports/clock.ts";

export interface Observation {
  /** `input` is what reached the agent; `effect` is what it is about to do. */
  type: "input" | "effect";
  /** Such as `prompt`, `cancel`, `tool_call`, `tool_result`, `write`, `run`, `say`. */
  kind: string;
  [detail: string]: unknown;
}

interface EvidenceEntry extends Observation {
  sessionId: string;
}

export type Evidence = (entry: EvidenceEntry) => void;

/** With no file, nothing is kept. */
export function openEvidence(file: string | null): Evidence {
  if (file === null) return () => {};
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, "a", 0o600);
  return (entry) => {
    const line = { atMs: currentTimeMs(), pid: process.pid, ...entry };
    // One write, so that the lines of several agents on one file stay whole.
    writeSync(handle, `${JSON.stringify(line)}\n`);
    fsyncSync(handle);
  };
}
