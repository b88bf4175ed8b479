// Contracts as tests need them: with a daemon that knows agents, a good repository, and a supervisor that has begun.
import type { TaskKind } from "@makima/core/task";
import {
  attachSupervisorTask,
  createContract,
  lockContract,
  moveContract,
  recordRepositoryCheck,
} from "@makima/server/contracts/contracts";
import { statement } from "@makima/server/db/database";
import { SERVER } from "@makima/server/journal/journal";
import { askQuestion } from "@makima/server/questions/questions";
import { openSupervisor } from "@makima/server/supervisors/supervisors";
import { spawnTask } from "@makima/server/tasks/tasks";
import type { Principal, World } from "@makima/server/world";

export type Of = { world: World; principal: Principal };

const INSERT_DAEMON = statement(
  "test-insert-daemon",
  `insert into daemon (owner_id, id, name, public_key, agents, status, boot_id, lease_until)
   values ($1, $2, 'a machine', $3, $4::jsonb, $5, $2, app_now() + interval '1 hour')`,
);

const SET_TASK = statement(
  "test-set-task",
  `update task set status = $3, epoch = greatest(epoch, 1), blocked = $4::jsonb,
     ended_at = case when $3 in ('done', 'failed', 'cancelled') then app_now() end
   where owner_id = $1 and id = $2`,
);

const INSERT_WAIT = statement(
  "test-insert-wait",
  `insert into wait (owner_id, id, task_id, kind, task_ids, mode) values ($1, $2, $3, 'tasks', $4, 'all')`,
);

export const READY_AGENT = { name: "scripted", driver: "acp", version: "1", ready: true, problem: null };

/** A daemon as if it had joined. Gives its id. */
export async function addDaemon(
  { world, principal }: Of,
  {
    agents = [READY_AGENT],
    status = "offline",
  }: { agents?: readonly object[]; status?: "online" | "offline" } = {},
): Promise<string> {
  const id = world.ids.next();
  await world.db.transaction((tx) =>
    tx.run(INSERT_DAEMON, [principal.ownerId, id, Buffer.from(id), JSON.stringify(agents), status]),
  );
  return id;
}

/** A draft that no daemon has looked at. Gives its id. */
export async function addDraft({ world, principal }: Of, goal = "Make it better"): Promise<string> {
  const contract = await createContract(world, principal, {
    body: {
      goal,
      type: "simple",
      repository: { path: "/some/repository" },
      supervisorAgent: "scripted",
      phaseGuard: false,
      priority: 5,
      copy: [],
      agentOptions: {},
      delivery: "branch",
      autoStart: false,
      trustRepository: false,
    },
  });
  return contract.id;
}

/** A draft whose repository a daemon has found good. Gives its id. */
export async function addCheckedDraft(of: Of, goal?: string): Promise<string> {
  const { ownerId } = of.principal;
  const daemonId = await addDaemon(of);
  const contractId = await addDraft(of, goal);
  await of.world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId, contractId });
    await recordRepositoryCheck(tx, {
      contract,
      daemonId,
      asked: { path: "/some/repository", baseBranch: null },
      outcome: { ok: true, path: "/some/repository", baseBranch: "main", baseCommit: "0".repeat(40) },
    });
  });
  return contractId;
}

export type Standing = { contractId: string; taskId: string };

/** An active contract with its supervisor's task, which is still pending. */
export async function addActiveContract(of: Of, goal?: string): Promise<Standing> {
  const { ownerId } = of.principal;
  const contractId = await addCheckedDraft(of, goal);
  const taskId = of.world.ids.next();
  await of.world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId, contractId });
    await moveContract(tx, { contract, command: "start", actor: SERVER, data: {} });
  });
  await addTask(of, { contractId, taskId, parentTaskId: null });
  await of.world.db.transaction(async (tx) => {
    await attachSupervisorTask(tx, { ownerId, contractId, taskId });
    await openSupervisor(tx, { ownerId, contractId, taskId, phase: "plan" });
  });
  return { contractId, taskId };
}

/** A task of a contract, by itself its supervisor's when it has no parent. */
export async function addTask(
  { world, principal }: Of,
  at: {
    contractId: string;
    taskId: string;
    parentTaskId: string | null;
    name?: string;
    dependsOn?: readonly string[];
    kind?: TaskKind;
    targetDaemonId?: string;
  },
): Promise<void> {
  const { ownerId } = principal;
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId, contractId: at.contractId });
    await spawnTask(tx, {
      ids: world.ids,
      task: {
        id: at.taskId,
        contract,
        parentTaskId: at.parentTaskId,
        name: at.name ?? "a task",
        plan: "Do it",
        kind: at.parentTaskId === null ? "supervisor" : (at.kind ?? "worker"),
        agent: "scripted",
        targetDaemonId: at.targetDaemonId ?? null,
        baseOn: null,
        dependsOn: at.dependsOn ?? [],
        actor: SERVER,
      },
    });
  });
}

/** Puts a task's row as it would stand, without the way there. */
export async function setTask(
  { world, principal }: Of,
  at: { taskId: string; status: string; blocked?: { reason: string } },
): Promise<void> {
  const blocked = at.blocked === undefined ? null : JSON.stringify(at.blocked);
  await world.db.transaction((tx) => tx.run(SET_TASK, [principal.ownerId, at.taskId, at.status, blocked]));
}

/** An open wait of a task for others. */
export async function addTaskWait(
  { world, principal }: Of,
  at: { taskId: string; awaited: readonly string[] },
): Promise<void> {
  await world.db.transaction((tx) =>
    tx.run(INSERT_WAIT, [principal.ownerId, world.ids.next(), at.taskId, at.awaited]),
  );
}

type Asked = Partial<Parameters<typeof askQuestion>[1]> & Standing;

/** An open question. Gives its id. */
export async function addQuestion({ world, principal }: Of, asked: Asked): Promise<string> {
  const id = asked.id ?? world.ids.next();
  await world.db.transaction((tx) =>
    askQuestion(tx, {
      ownerId: principal.ownerId,
      epoch: 1,
      question: "Which way?",
      choices: ["left", "right"],
      choicesOnly: false,
      multiSelect: false,
      context: null,
      questionType: "general",
      expiresInSeconds: null,
      purpose: null,
      actor: { kind: "agent", id: asked.taskId },
      phase: "plan",
      ...asked,
      id,
    }),
  );
  return id;
}
