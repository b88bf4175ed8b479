// What a person does who wants to go back or to go on elsewhere: takes code or conversation back, undoes that, forks a task, makes a branch.
import type { NewBranch, NewFork } from "@makima/protocol/forks";
import type { RewindConversation, RewindTask } from "@makima/protocol/rewinds";
import { look } from "./look.ts";
import type { People } from "./people.ts";
import type { SimulatedWorld } from "./simulated-world.ts";
import type { Stream } from "./streams.ts";

type Begun = {
  id: string;
  name: string;
  contractId: string;
  isSupervisor: boolean;
  isOver: boolean;
  isGoingBack: boolean;
  lastCheckpoint: number;
  lastSeq: number;
  undoIds: string[];
};

const BEGUN = `select t.id, t.name, t.contract_id as "contractId", t.kind = 'supervisor' as "isSupervisor",
   t.status in ('done', 'failed', 'cancelled') as "isOver",
   exists (select 1 from rewind r where r.task_id = t.id and r.ended_at is null) as "isGoingBack",
   (select coalesce(max(number), 0) from checkpoint k where k.task_id = t.id) as "lastCheckpoint",
   (select last_seq::int from conversation c where c.task_id = t.id) as "lastSeq",
   array(select undo_checkpoint_id::text from rewind r where r.task_id = t.id and r.status = 'done' and not r.dry_run
     and r.undo_checkpoint_id is not null order by r.ended_at) as "undoIds"
 from task t where t.epoch > 0 order by t.created_at, t.id`;

const MOST_FORKS = 2;
/** How often a person waits for what goes back already, and does not ask once more. */
const PATIENCE = 0.8;

/** False when there is nothing yet that could be gone back in. */
export function drawReturn(wishing: { world: SimulatedWorld; people: People; draw: Stream }): boolean {
  const { world, people, draw } = wishing;
  const tasks = look<Begun>(world.database, BEGUN);
  const open = tasks.filter(({ isOver }) => !isOver);
  if (tasks.length === 0 || open.length === 0) return false;
  const dice = draw.next();
  const settled = open.filter(({ isGoingBack }) => !isGoingBack);
  if (dice < 0.55 && settled.length === 0 && draw.chance(PATIENCE)) return false;
  if (dice < 0.55) wishBack(people, draw.pick(settled.length > 0 ? settled : open), draw);
  else if (dice < 0.85 && tasks.length < MOST_FORKS + world.program.workers.length + 1)
    wishFork(people, draw.pick(tasks), draw);
  else wishBranch(people, draw.pick(tasks), draw);
  return true;
}

function wishBack(people: People, task: Begun, draw: Stream): void {
  const how = { afterPoint: draw.pick(["keep", "withdraw"] as const), dryRun: draw.chance(0.1) };
  const undoCheckpointId = task.undoIds.at(-1);
  const isUndo = undoCheckpointId !== undefined && draw.chance(0.4);
  if (task.isSupervisor && (task.lastCheckpoint === 0 || draw.chance(0.6))) {
    const body: RewindConversation = {
      ...how,
      rewindCode: !isUndo && task.lastCheckpoint > 0 && draw.chance(0.3),
      ...(isUndo ? { undoCheckpointId } : { byMessageCount: draw.between(1, Math.max(1, task.lastSeq - 1)) }),
    };
    return people.wish("rewind conversation", task.contractId, JSON.stringify(body));
  }
  const body: RewindTask = {
    ...how,
    preserveMode: draw.pick(["checkpoint", "checkpoint", "discard"] as const),
    rewindConversation: !isUndo && draw.chance(0.5),
    ...(isUndo
      ? { undoCheckpointId }
      : { checkpointNumber: draw.between(1, Math.max(1, task.lastCheckpoint)) }),
  };
  people.wish("rewind task", task.id, JSON.stringify(body));
}

function wishFork(people: People, task: Begun, draw: Stream): void {
  const isOfCheckpoint = task.lastCheckpoint > 0 && draw.chance(0.6);
  const body: NewFork = {
    ...(isOfCheckpoint
      ? { forkFromType: "checkpoint", forkFromValue: String(draw.between(1, task.lastCheckpoint)) }
      : {
          forkFromType: "message",
          forkFromValue: `${task.id}:${draw.between(1, Math.max(1, task.lastSeq))}`,
        }),
    newTaskName: `fork of ${task.name} ${draw.between(100, 999)}`,
    includeConversation: draw.chance(0.7),
    count: 1,
    dryRun: false,
  };
  people.wish("fork", task.id, JSON.stringify(body));
}

function wishBranch(people: People, task: Begun, draw: Stream): void {
  const body: NewBranch = {
    fromType: "checkpoint",
    fromValue: String(Math.max(1, task.lastCheckpoint)),
    branchName: `idea-${draw.between(1, 99)}`,
  };
  people.wish("branch", task.id, JSON.stringify(body));
}
