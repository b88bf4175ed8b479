// Reads a task's transcript back for the run that goes on from it, where it ends at the head of the conversation. It does when the newest run
// has written to it in its last turn, and everything that holds for that run's session holds: the agent has heard what was said last, nobody has
// gone back since, it is the same kind of agent, and it was not too long for the model.
import type { TranscriptPage } from "@makima/protocol/mesh";
import { type Reader, statement } from "../db/database.ts";
import { newestSession } from "../tasks/tasks.ts";
import { unpackLines } from "./line-body.ts";

type Place = { epoch: number; source: number };
type Ended = { session: string; turn: number };
type Row = Place & { body: Buffer };

const LAST_WRITTEN = statement(
  "last-written-transcript",
  `select session, turn from transcript where owner_id = $1 and task_id = $2 and epoch = $3 and not exists (
     select 1 from task where owner_id = $1 and id = $2 and refusal ->> 'kind' = 'context_too_long')
   order by source desc limit 1`,
);

const LINES = statement(
  "lines-of-transcript",
  `select epoch::int, source::int, body from transcript
   where owner_id = $1 and task_id = $2 and session = $3 and epoch <= $4 and (epoch, source) > ($5, $6)
   order by epoch, source limit $7`,
);

/** Rows that are read at a time, and how many characters of lines make a page. */
const BATCH = 50;
const PAGE_LENGTH = 2 * 1024 * 1024;
const BEGINNING: Place = { epoch: 0, source: 0 };

/** Null where there is none that ends at the head. */
export async function readTranscript(
  reader: Reader,
  { ownerId, taskId, after }: { ownerId: string; taskId: string; after: Place | null },
): Promise<TranscriptPage | null> {
  const newest = await newestSession(reader, { ownerId, taskId });
  if (newest === null) return null;
  const last = await reader.row<Ended>(LAST_WRITTEN, [ownerId, taskId, newest.epoch]);
  if (last === null || last.turn !== newest.turn) return null;
  const from = after ?? BEGINNING;
  const values = [ownerId, taskId, last.session, newest.epoch, from.epoch, from.source, BATCH];
  return pageOf(last.session, await reader.rows<Row>(LINES, values));
}

async function pageOf(session: string, rows: readonly Row[]): Promise<TranscriptPage> {
  const lines: TranscriptPage["lines"] = [];
  let length = 0;
  for (const [at, { epoch, source, body }] of rows.entries()) {
    const more = await unpackLines(body);
    lines.push(...more);
    length += more.reduce((sum, { line }) => sum + (line?.length ?? 0), 0);
    const isLast = at === rows.length - 1 && rows.length < BATCH;
    if (!isLast && (length > PAGE_LENGTH || at === BATCH - 1))
      return { session, lines, next: { epoch, source } };
  }
  return { session, lines, next: null };
}
