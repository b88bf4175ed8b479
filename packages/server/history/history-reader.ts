// One page of a contract's history, each number with the row that it stands for.
import type { HistoryItem } from "@makima/protocol/history";
import { type Reader, statement } from "../db/database.ts";
import { EVENT_COLUMNS, type EventRow, showEvent } from "../journal/show-event.ts";
import { isInView, MESSAGE_COLUMNS, type MessageRow, readView, showMessage } from "./reader.ts";
import { CHECKPOINT_COLUMNS, type CheckpointRow, showCheckpoint } from "./show-checkpoint.ts";

export type HistoryRow = {
  number: number;
  kind: "message" | "event";
  taskId: string | null;
  source: number;
  type: string;
  phase: HistoryItem["phase"];
  at: Date;
};

const COLUMNS = `number::float8 as number, kind, task_id as "taskId", source::float8 as source, type, phase, created_at as at`;

const SELECT_HISTORY = `select ${COLUMNS} from history
  where owner_id = $1 and contract_id = $2 and number between $3 and $4
    and ($5::text is null or phase = $5) and ($6::text[] is null or type = any ($6))
    and ($7::timestamptz is null or created_at >= $7) and ($8::timestamptz is null or date_trunc('milliseconds', created_at) <= $8)`;

export const LIST_HISTORY = {
  asc: statement("list-history", `${SELECT_HISTORY} order by number limit $9`),
  desc: statement("list-history-back", `${SELECT_HISTORY} order by number desc limit $9`),
};

// Statements of their own: with "no task or this one" the index by task is of no use, and what a small task did is looked for in all of them.
export const LIST_TASK_HISTORY = {
  asc: statement("list-task-history", `${SELECT_HISTORY} and task_id = $10 order by number limit $9`),
  desc: statement(
    "list-task-history-back",
    `${SELECT_HISTORY} and task_id = $10 order by number desc limit $9`,
  ),
};

const EVENTS = statement(
  "history-events",
  `select ${EVENT_COLUMNS} from event e where e.owner_id = $1 and e.contract_id = $2 and e.number = any ($3::bigint[])`,
);

const CHECKPOINTS = statement(
  "history-checkpoints",
  `select ${CHECKPOINT_COLUMNS} from checkpoint where owner_id = $1 and id = any ($2::uuid[])`,
);

const MESSAGES = statement(
  "history-messages",
  `select ${MESSAGE_COLUMNS} from unnest($2::uuid[], $3::bigint[]) as wanted (task_id, seq)
     join message using (task_id, seq)
   where owner_id = $1`,
);

type Of = { ownerId: string; contractId: string };

/** The items that the rows stand for, in their order. */
export async function showHistory(
  db: Reader,
  { ownerId, contractId }: Of,
  rows: readonly HistoryRow[],
): Promise<HistoryItem[]> {
  const said = rows.filter(({ kind }) => kind === "message");
  const taskIds = [...new Set(said.flatMap(({ taskId }) => taskId ?? []))];
  const numbers = rows.filter(({ kind }) => kind === "event").map(({ source }) => source);
  const [events, messages, views] = await Promise.all([
    db.rows<EventRow>(EVENTS, [ownerId, contractId, numbers]),
    db.rows<MessageRow>(MESSAGES, [
      ownerId,
      said.map(({ taskId }) => taskId),
      said.map(({ source }) => source),
    ]),
    Promise.all(taskIds.map((taskId) => readView(db, { ownerId, taskId }))),
  ]);
  const ids = events.filter(isCheckpoint).map(({ data }) => data["checkpointId"]);
  const checkpoints = ids.length === 0 ? [] : await db.rows<CheckpointRow>(CHECKPOINTS, [ownerId, ids]);
  const eventOf = new Map(events.map((event) => [event.number, event]));
  const messageOf = new Map(messages.map((row) => [`${row.taskId}:${row.seq}`, row]));
  const checkpointOf = new Map<unknown, CheckpointRow>(checkpoints.map((row) => [row.id, row]));
  const viewOf = new Map(views.map((view) => [view.taskId, view]));
  return rows.map(({ number, phase, at, taskId, source, kind }): HistoryItem => {
    const placed = { number, phase, at: at.toISOString() };
    if (kind === "event") {
      const event = present(eventOf.get(source));
      const checkpoint = isCheckpoint(event) ? checkpointOf.get(event.data["checkpointId"]) : undefined;
      if (checkpoint === undefined) return { kind, ...placed, taskId, data: showEvent(event) };
      return { kind: "checkpoint", ...placed, taskId: checkpoint.taskId, data: showCheckpoint(checkpoint) };
    }
    const row = present(messageOf.get(`${taskId}:${source}`));
    const { index: _, ...data } = showMessage({ row, index: 0 });
    return {
      kind,
      ...placed,
      taskId: row.taskId,
      inView: isInView(present(viewOf.get(row.taskId)), row),
      data,
    };
  });
}

const isCheckpoint = ({ type }: EventRow): boolean => type === "checkpoint.made";

/** What has a number is there for ever. */
function present<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("a history names what is not there");
  return row;
}
