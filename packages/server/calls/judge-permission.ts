// What the rules say of an agent's request for permission, and the answer that they give in a person's place.
import { decideByRules, type PermissionRequest, type RuleDecision } from "@makima/core/rule";
import type { MeshRecord } from "@makima/protocol/mesh";
import { type Reader, statement } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { rulesFor } from "../rules/rules.ts";
import type { HeldRun } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { sendPermissionAnswer } from "./send-permission-answer.ts";

export type Permission = Extract<MeshRecord, { kind: "permission" }>;
type Asked = { held: HeldRun; record: Permission };

const ROOT = statement(
  "worktree-path-of-task",
  "select worktree_path as path from task where owner_id = $1 and id = $2",
);

const MAX_TITLE_LENGTH = 1_000;

/** The request as rules are compared with it. */
export async function requestOf(reader: Reader, { held, record }: Asked): Promise<PermissionRequest> {
  const { ownerId, id } = held.task;
  const row = await reader.row<{ path: string | null }>(ROOT, [ownerId, id]);
  return {
    toolName: record.toolName ?? null,
    toolKind: record.toolKind ?? null,
    input: record.input,
    paths: record.paths ?? [],
    root: row?.path ?? null,
  };
}

/** True where a rule, or the daemon's own leave that no rule takes back, has answered it. */
export async function judgePermission(
  world: World,
  asked: Asked,
  request: PermissionRequest,
): Promise<boolean> {
  const { held, record } = asked;
  const { ownerId, contractId } = held.task;
  const decision = decideByRules(await rulesFor(held.tx, { ownerId, contractId }), request);
  const answer = answerOf(decision, record);
  if (answer === null) return false;
  const { tx, task, run } = held;
  const { requestKey } = record;
  await sendPermissionAnswer(tx, { world, task, run, requestKey, optionId: optionOf(record, answer) });
  if (decision.kind !== "none") await tellDecision(asked, decision, request);
  return true;
}

function answerOf(
  decision: RuleDecision,
  { unlessDenied = false, options }: Permission,
): "allow" | "deny" | null {
  if (decision.kind === "deny") return "deny";
  if (!options.some(({ kind }) => kind.startsWith("allow"))) return null;
  if (decision.kind === "allow") return "allow";
  // A line that cannot be read may be what a rule denies: a person looks at it.
  return unlessDenied && !decision.isUnreadable ? "allow" : null;
}

/** Once, so that the next request is compared with the rules again. Null where the agent offers no way to say no: its request is cancelled. */
export function optionOf({ options }: Permission, answer: "allow" | "deny"): string | null {
  const verb = answer === "allow" ? "allow" : "reject";
  const option =
    options.find(({ kind }) => kind === `${verb}_once`) ??
    options.find(({ kind }) => kind === `${verb}_always`);
  return option?.id ?? null;
}

async function tellDecision(
  { held, record }: Asked,
  decision: Exclude<RuleDecision, { kind: "none" }>,
  { toolName, toolKind }: PermissionRequest,
): Promise<void> {
  const { tx, contract, task } = held;
  const data = {
    name: task.name,
    title: record.title.slice(0, MAX_TITLE_LENGTH).toWellFormed(),
    tool: toolName ?? toolKind,
    ruleId: decision.ruleIds[0],
    ruleIds: decision.ruleIds,
    requestKey: record.requestKey,
  };
  const type = decision.kind === "allow" ? ("permission.allowed" as const) : ("permission.denied" as const);
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    { type, actor: SERVER, taskId: task.id, phase: contract.phase, data },
  ]);
}
