// Asks a person about a task whose agent was refused and that will not go on by itself: once, with the agent's own words and what can be done.
import { askForLogin, isRefusal, mendRefusal, refusalChoices } from "@makima/core/fault";
import { statement, type Tx } from "../db/database.ts";
import { SERVER } from "../journal/journal.ts";
import { askQuestion } from "../questions/questions.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { blockTask, type Held } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { HANGS_ON, holdLogin } from "./hold-login.ts";

// Those that are ready where its next run would begin.
const OTHER_AGENTS = statement(
  "other-agents-for-task",
  `select distinct a ->> 'name' as name from task t
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   join daemon d on d.owner_id = t.owner_id and d.id = coalesce(t.target_daemon_id, t.daemon_id, c.daemon_id)
   cross join jsonb_array_elements(d.agents) a
   where t.owner_id = $1 and t.id = $2 and (a ->> 'ready')::boolean and a ->> 'name' <> t.agent order by name`,
);

/** The caller holds contract and task. False when there is nothing to ask any more. */
export async function askAboutRefusal(world: World, { tx, contract, task }: Held): Promise<boolean> {
  const kind = task.refusal?.kind ?? "";
  if (task.blocked?.["asks"] !== true || !isRefusal(kind)) return false;
  const { ownerId } = task;
  const { asks: _asked, ...because } = task.blocked;
  const reason = String(because["reason"]).slice(0, 8_000);
  const login = kind === "login" ? await holdLogin(tx, task) : null;
  if (login !== null && login.questionId !== null) {
    const hangsOn = { ...because, reason, [HANGS_ON]: login.questionId };
    await blockTask(tx, { ownerId, taskId: task.id, because: hangsOn });
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor: SERVER });
    return true;
  }
  const asked =
    login === null
      ? {
          question: `How is ${task.name} to go on? ${reason}`,
          context: mendRefusal({ kind, agent: task.agent }),
        }
      : askForLogin({ reason, taskName: task.name, agent: task.agent, machine: login.machine });
  await askQuestion(tx, {
    ownerId,
    contractId: contract.id,
    taskId: task.id,
    epoch: task.epoch,
    id: world.ids.next(),
    ...asked,
    choices: refusalChoices(
      kind === "setup_failed" ? [] : await otherAgents(tx, { ownerId, taskId: task.id }),
    ),
    choicesOnly: true,
    multiSelect: false,
    questionType: "recovery",
    expiresInSeconds: null,
    purpose: { refused: kind, agent: task.agent, ...(login === null ? {} : login.purpose) },
    actor: SERVER,
    phase: contract.phase,
  });
  await blockTask(tx, { ownerId, taskId: task.id, because: { ...because, reason } });
  const activity = task.kind === "supervisor" ? { activity: "Held for a person" } : {};
  await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor: SERVER, ...activity });
  return true;
}

async function otherAgents(tx: Tx, of: { ownerId: string; taskId: string }): Promise<string[]> {
  const rows = await tx.rows<{ name: string }>(OTHER_AGENTS, [of.ownerId, of.taskId]);
  return rows.map(({ name }) => name);
}
