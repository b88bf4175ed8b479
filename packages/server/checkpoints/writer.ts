// The only writer of checkpoints.
import { statement } from "../db/database.ts";
import { holdingSegment } from "../tasks/tasks.ts";

const LAST_INDEX = "c.segment_start_index + (c.last_seq - c.segment_start_seq)";
const HOLDER = holdingSegment({
  ownerId: "c.owner_id",
  segmentId: "c.segment_id",
  count: `${LAST_INDEX} + 1`,
});

/** The position is the conversation's end as it stands, in the segment that holds its last message; the same number again changes nothing. */
export const INSERT_CHECKPOINT = statement(
  "insert-checkpoint",
  `insert into checkpoint (owner_id, id, task_id, number, message, commit, tree, reason, phase, epoch, files_changed, lines_added,
     lines_removed, warnings, segment_id, message_seq, message_index)
   select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, coalesce(${HOLDER}, c.segment_id), c.last_seq,
     ${LAST_INDEX}
   from conversation c where c.owner_id = $1 and c.task_id = $3
   on conflict (owner_id, task_id, number) do nothing`,
);

export const SET_BUNDLED = statement(
  "set-checkpoint-bundled",
  "update checkpoint set bundled = $4 where owner_id = $1 and task_id = $2 and number = $3",
);

/** What came after the newest bundle, and was not made on the machine where the task goes on. */
export const SET_LEFT = statement(
  "set-checkpoints-left",
  `update checkpoint k set left_on = r.daemon_id
   from run r
   where k.owner_id = $1 and k.task_id = $2 and k.number > $3 and not k.bundled and k.left_on is null
     and r.owner_id = k.owner_id and r.task_id = k.task_id and r.epoch = k.epoch`,
);

/** Its ref stays: only the list of what a task has made does not show it. */
export const SET_DISCARDED = statement(
  "set-checkpoint-discarded",
  "update checkpoint set discarded_at = app_now() where owner_id = $1 and id = $2 and discarded_at is null",
);
