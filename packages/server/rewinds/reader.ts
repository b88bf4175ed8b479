// Rewinds as rows.
import type { AfterPoint, PreserveMode } from "@makima/core/rewind";
import { type Reader, statement, type Tx } from "../db/database.ts";

/** So many messages of what is seen from a segment; null and 0: none of any. */
export type Place = { segmentId: string | null; count: number };

export type RewindRow = {
  ownerId: string;
  id: string;
  contractId: string;
  taskId: string;
  askedBy: string | null;
  checkpointId: string | null;
  /** only looked at */
  dryRun: boolean;
  movesConversation: boolean;
  keepSegmentId: string | null;
  keepCount: number | null;
  preserve: PreserveMode;
  branch: string | null;
  afterPoint: AfterPoint;
  wasRunning: boolean;
  cancelledTurn: number | null;
  /** the turn that was told to end had its time */
  isOverdue: boolean;
  checkCommandId: string | null;
  commandId: string | null;
  fromSegmentId: string | null;
  fromCount: number | null;
};

const COLUMNS = `owner_id as "ownerId", id, contract_id as "contractId", task_id as "taskId", asked_by as "askedBy",
  checkpoint_id as "checkpointId", dry_run as "dryRun", moves_conversation as "movesConversation", keep_segment_id as "keepSegmentId",
  keep_count as "keepCount", preserve, branch, after_point as "afterPoint", was_running as "wasRunning",
  cancelled_turn as "cancelledTurn", coalesce(stopping_since < app_now() - interval '10 seconds', false) as "isOverdue",
  check_command_id as "checkCommandId", command_id as "commandId", from_segment_id as "fromSegmentId", from_count as "fromCount"`;

const OPEN_REWINDS = statement(
  "open-rewinds",
  `select owner_id as "ownerId", task_id as "taskId", id as "rewindId" from rewind where status = 'open' order by created_at limit 200`,
);
const OPEN_REWIND = statement(
  "open-rewind-of-task",
  `select ${COLUMNS} from rewind where owner_id = $1 and task_id = $2 and status = 'open' and not dry_run for update`,
);
const OPEN_BY_ID = statement(
  "open-rewind-by-id",
  `select ${COLUMNS} from rewind where owner_id = $1 and id = $2 and status = 'open' for update`,
);
const UNDONE_BY = statement(
  "rewind-undone-by-checkpoint",
  `select ${COLUMNS} from rewind where owner_id = $1 and task_id = $2 and undo_checkpoint_id = $3 and status = 'done' and not dry_run
   order by ended_at desc limit 1`,
);
const OUTCOME = statement(
  "rewind-outcome",
  "select status, result, failure from rewind where owner_id = $1 and id = $2",
);

type OfTask = { ownerId: string; taskId: string };

/** Every owner's: a reconciler asks. */
export const openRewinds = (reader: Reader): Promise<(OfTask & { rewindId: string })[]> =>
  reader.rows(OPEN_REWINDS, []);

/** Null when it is over; the caller holds its task. */
export const openRewind = (
  tx: Tx,
  { ownerId, rewindId }: { ownerId: string; rewindId: string },
): Promise<RewindRow | null> => tx.row<RewindRow>(OPEN_BY_ID, [ownerId, rewindId]);

/** The one that is under way and moves something; the caller holds the task. */
export const openRewindOf = (tx: Tx, { ownerId, taskId }: OfTask): Promise<RewindRow | null> =>
  tx.row<RewindRow>(OPEN_REWIND, [ownerId, taskId]);

/** The newest rewind whose way back this checkpoint is. */
export const rewindUndoneBy = (
  reader: Reader,
  { ownerId, taskId, checkpointId }: OfTask & { checkpointId: string },
): Promise<RewindRow | null> => reader.row<RewindRow>(UNDONE_BY, [ownerId, taskId, checkpointId]);

export type RewindOutcome =
  | { status: "open"; result: null; failure: null }
  | { status: "done"; result: unknown; failure: null }
  | { status: "failed"; result: null; failure: { code: string; message: string } };

export const rewindOutcome = (
  reader: Reader,
  { ownerId, rewindId }: { ownerId: string; rewindId: string },
): Promise<RewindOutcome | null> => reader.row<RewindOutcome>(OUTCOME, [ownerId, rewindId]);
