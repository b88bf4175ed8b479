// Looks at a run for work that repeats without progress, and reports it once a turn: to people, and to the supervisor of a worker.
import { findLoop, LONGEST_ROUND, type SeenCall, type SeenTurn, tellLoop } from "@makima/core/loop";
import { statement } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { type Held, liveRun, noteLook } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { reportFinding } from "./report-finding.ts";

// Of the present turn: what came after the newest prompt. A result without its call, or a call without its result, is no whole call.
const CALLS = statement(
  "newest-calls-of-turn",
  `select c.tool_name as tool, coalesce(c.tool_input::text, '') as input, md5(r.content || r.is_error::text) as result
   from (select * from message where owner_id = $1 and task_id = $2 and role = 'tool_call' and epoch = $3
     and seq > (select max(seq) from message where owner_id = $1 and task_id = $2 and role = 'user')
     order by seq desc limit $4) c
   join lateral (select content, is_error from message r where r.owner_id = $1 and r.task_id = $2 and r.role = 'tool_result'
     and r.epoch = $3 and r.tool_call_id = c.tool_call_id and r.seq > c.seq limit 1) r on true
   order by c.seq`,
);

// Turns that have ended are those with a prompt behind them, and the newest when its run has said that it is over.
const TURNS = statement(
  "newest-ended-turns",
  `select coalesce((select m.content from message m where m.owner_id = $1 and m.task_id = $2 and m.role = 'assistant'
       and m.seq > p.seq and m.seq < p.next order by m.seq desc limit 1), '') as words,
     exists (select 1 from checkpoint k where k.owner_id = $1 and k.task_id = $2 and k.message_seq >= p.seq and k.message_seq < p.next)
       as "hasChanged"
   from (select seq, lead(seq, 1, $4::bigint) over (order by seq) as next
     from (select seq from message where owner_id = $1 and task_id = $2 and role = 'user' order by seq desc limit $3) prompts) p
   where p.next < $4::bigint or $5 order by p.seq`,
);

const NO_END = Number.MAX_SAFE_INTEGER;

/** The caller holds contract and task. False where there was nothing to report. */
export async function noticeLoop(world: World, held: Held): Promise<boolean> {
  const { tx, contract, task } = held;
  const of = { ownerId: task.ownerId, taskId: task.id };
  const run = await liveRun(tx, of);
  if (run === null) return false;
  const repeats = world.config.loopRepeats;
  const key = [of.ownerId, of.taskId];
  const [calls, turns] = await Promise.all([
    tx.rows<SeenCall>(CALLS, [...key, run.epoch, repeats * LONGEST_ROUND]),
    tx.rows<SeenTurn>(TURNS, [...key, repeats + 1, NO_END, run.status === "idle"]),
  ]);
  const loop = findLoop({ calls, turns: turns.filter(({ words }) => words !== "") }, repeats);
  const isNew = await noteLook(tx, { ...of, run, isLoop: loop !== null });
  if (loop === null || !isNew) return false;
  const finding = { severity: "major" as const, text: tellLoop(loop, task.name), files: [], actor: SERVER };
  await reportFinding(tx, { world, held, finding });
  const activity = task.kind === "supervisor" ? { activity: finding.text } : {};
  await saveSupervisor(tx, { ownerId: of.ownerId, contractId: contract.id }, { actor: SERVER, ...activity });
  return true;
}
