// Brings the lines of an agent's own transcript into the spool, word for word except for secrets, in records that fit into a frame.
import { MAX_TRANSCRIPT_LINE_BYTES, type TranscriptLine } from "@makima/protocol/mesh";
import type { AgentOptions } from "../agents/driver.ts";
import type { Run } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

const mostLines = 1000;
const mostBytes = 512 * 1024;

type Sized = { readonly line: TranscriptLine; readonly bytes: number };

/** For one run, whose lines it numbers. One call is done after the other, in their order. */
export function transcriptKeeper(
  { append, redact }: Pick<RunParts, "append" | "redact">,
  run: Pick<Run, "ref" | "lastTurn">,
): AgentOptions["onTranscript"] {
  let source = 1;
  let last: Promise<void> = Promise.resolve();
  return ({ session, lines }) => {
    const turn = run.lastTurn;
    last = last.then(async () => {
      for (const batch of batchesOf(lines.map((line) => measure(redact, line)))) {
        const first = source;
        source += batch.length;
        await append({ kind: "transcript", ...run.ref, session, turn, source: first, lines: batch });
      }
    });
    return last;
  };
}

/** What is signed in a line does not survive that a secret is taken out of it, so the line says that it happened. */
function measure(redact: RunParts["redact"], line: string): Sized {
  const kept = redact(line);
  const bytes = Buffer.byteLength(JSON.stringify(kept));
  if (bytes > MAX_TRANSCRIPT_LINE_BYTES) return { line: { line: null, isRedacted: false }, bytes: 0 };
  return { line: { line: kept, isRedacted: kept !== line }, bytes };
}

function batchesOf(lines: readonly Sized[]): TranscriptLine[][] {
  const batches: TranscriptLine[][] = [];
  let room = 0;
  for (const { line, bytes } of lines) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === mostLines || bytes > room) {
      batches.push([line]);
      room = mostBytes - bytes;
    } else {
      batch.push(line);
      room -= bytes;
    }
  }
  return batches;
}
