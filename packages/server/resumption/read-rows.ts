// The rows that an inspection looks at, each asked for so that one which cannot be is told and not thrown.
import type { InspectionFacts } from "@makima/core/restoration";
import { type Reader, statement } from "../db/database.ts";
import type { View } from "../history/history.ts";
import { findUnreadable, readStanding } from "../supervisors/supervisors.ts";

type Of = { ownerId: string; contractId: string; taskId: string };

const HISTORY = statement(
  "history-of-state",
  `select app_now() as at,
     exists (select 1 from event where owner_id = $1 and contract_id = $2 and type = 'supervisor.state_changed') as "hadState",
     (select tool from tool_call where owner_id = $1 and task_id = $3 and status = 'done' and not is_error
        and tool in ('complete_task', 'complete_contract', 'fail') and (result ? 'done' or result ? 'completed' or result ? 'failed')
      order by created_at desc limit 1) as "endedBy",
     (select data from event where owner_id = $1 and contract_id = $2 and type = 'supervisor.state_changed'
        and data ->> 'state' = 'interrupted' order by number desc limit 1) as interruption`,
);

export type StateHistory = {
  at: Date;
  hadState: boolean;
  endedBy: string | null;
  /** the data of the event that told of the newest interruption */
  interruption: { previous?: unknown; unreadable?: unknown } | null;
};

export async function readHistory(reader: Reader, of: Of): Promise<StateHistory> {
  const row = await reader.row<StateHistory>(HISTORY, [of.ownerId, of.contractId, of.taskId]);
  return row ?? { at: new Date(0), hadState: false, endedBy: null, interruption: null };
}

/** The supervisor's state as its row has it, and which task it names. */
export async function readState(
  reader: Reader,
  { of, history }: { of: Of; history: StateHistory },
): Promise<{ state: InspectionFacts["state"]; taskId: string | null }> {
  const standing = await readStanding(reader, of);
  if (standing === null) return { state: { found: "missing", wasThere: history.hadState }, taskId: null };
  const mended = history.interruption?.unreadable;
  const problems = [
    ...findUnreadable(standing),
    ...(Array.isArray(mended) ? mended.map((problem) => `when it was interrupted, ${String(problem)}`) : []),
  ];
  if (problems.length > 0) return { state: { found: "unreadable", problems }, taskId: standing.taskId };
  const { state, saved, facts, pendingQuestions } = standing;
  return {
    state: {
      found: "row",
      state,
      phase: saved.phase,
      pendingQuestions: saved.pendingQuestions,
      standing: facts,
      openQuestions: pendingQuestions,
    },
    taskId: standing.taskId,
  };
}

const MISSING_TASKS = statement(
  "missing-tasks",
  `select e.task_id as "taskId", 'spawned' as relation, e.created_at as since from event e
   where e.owner_id = $1 and e.contract_id = $2 and e.type = 'task.spawned'
     and not exists (select 1 from task t where t.owner_id = e.owner_id and t.id = e.task_id)
   union all
   select awaited.id, 'awaited', w.began_at from wait w cross join unnest(w.task_ids) as awaited(id)
   where w.owner_id = $1 and w.task_id = $3 and w.ended_at is null
     and not exists (select 1 from task t where t.owner_id = w.owner_id and t.id = awaited.id)
   limit 100`,
);

export async function readMissingTasks(reader: Reader, of: Of): Promise<InspectionFacts["missingTasks"]> {
  const rows = await reader.rows<{ taskId: string; relation: "spawned" | "awaited"; since: Date }>(
    MISSING_TASKS,
    [of.ownerId, of.contractId, of.taskId],
  );
  return rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
}

// The number behind the last one is added, so that a gap at the end is one between two numbers too.
const GAPS = statement(
  "gaps-of-stretch",
  `select (before + 1)::int as "fromSeq", (seq - 1)::int as "toSeq" from (
     select seq, lag(seq, 1, $3::bigint - 1) over (order by seq) as before from (
       select seq from message where owner_id = $1 and task_id = $2 and seq between $3 and $4
       union all select $4::bigint + 1) as numbers) as pairs
   where seq > before + 1 order by seq limit 20`,
);

/** The numbers in view that have no message. */
export async function readGaps(reader: Reader, view: View): Promise<InspectionFacts["conversation"]["gaps"]> {
  const gaps = [];
  for (const { taskId, fromSeq, toSeq, fromIndex } of view.stretches) {
    const rows = await reader.rows<{ fromSeq: number; toSeq: number }>(GAPS, [
      view.ownerId,
      taskId,
      fromSeq,
      toSeq,
    ]);
    gaps.push(...rows.map((gap) => ({ ...gap, fromIndex: fromIndex + gap.fromSeq - fromSeq })));
  }
  return gaps;
}
