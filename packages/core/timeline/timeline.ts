// The journal's vocabulary: every type of event, and the sentence that tells it to people.

export const EVENT_TYPES = [
  "contract.created",
  "contract.started",
  "contract.paused",
  "contract.resumed",
  "contract.completed",
  "contract.failed",
  "contract.cancelled",
  "contract.changed",
  "contract.checked",
  "contract.delivered",
  "contract.undelivered",
  "contract.home_moved",
  "phase.changed",
  "supervisor.state_changed",
  "task.spawned",
  "task.started",
  "task.running",
  "task.waiting",
  "task.refused",
  "task.agent_changed",
  "task.progressed",
  "task.done",
  "task.failed",
  "task.cancelled",
  "task.interrupted",
  "task.merged",
  "task.merge_conflicted",
  "task.messaged",
  "task.forked",
  "task.kept",
  "task.tried",
  "run.begun",
  "run.ended",
  "run.late",
  "question.asked",
  "question.redelivered",
  "question.answered",
  "question.delivered",
  "question.withdrawn",
  "question.expired",
  "checkpoint.made",
  "code.rewound",
  "conversation.rewound",
  "branch.made",
  "permission.allowed",
  "permission.denied",
  "rule.added",
  "rule.removed",
  "budget.warned",
  "budget.spent",
  "worktree.removed",
  "worktree.returned",
  "finding.reported",
  "restoration.done",
  "restoration.held",
  "daemon.online",
  "daemon.offline",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The types that are one of these or begin with one; nothing for a beginning that no type has. */
export const typesBeginning = (beginnings: readonly string[]): EventType[] =>
  EVENT_TYPES.filter((type) => beginnings.some((beginning) => type.startsWith(beginning)));

export const ACTOR_KINDS = ["person", "agent", "daemon", "server"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** The facts of an event that its sentence needs; `data` is the event's own. */
export type Told = { type: EventType; data: Readonly<Record<string, unknown>> };

type Say = (text: (key: string) => string) => string;

const SENTENCES: Record<EventType, Say> = {
  "contract.created": (of) => `Contract ${of("name")} was made`,
  "contract.started": () => "The contract was started",
  "contract.paused": () => "The contract was paused",
  "contract.resumed": () => "The contract goes on",
  "contract.completed": (of) => `The contract is complete: ${of("summary")}`,
  "contract.failed": (of) => `The contract failed: ${of("reason")}`,
  "contract.cancelled": (of) => `The contract was cancelled${after(": ", of("reason"))}`,
  "contract.changed": (of) => `The contract was changed: ${of("fields")}`,
  "contract.checked": (of) =>
    `The repository was checked: ${of("check")}${after(", ", of("problem"))}${after(", base ", of("baseCommit").slice(0, 12))}${after("; uncommitted files carried in: ", of("carried"))}`,
  "contract.delivered": (of) =>
    `${of("branch")} was delivered to ${of("remote") || "the repository"} at ${of("commit").slice(0, 12)}`,
  "contract.undelivered": (of) =>
    `${of("branch")} could not be delivered at ${of("commit").slice(0, 12)}: ${of("reason")}`,
  "contract.home_moved": (of) =>
    `The branch is kept on ${of("to")} now, because ${of("from")} is away${after("; merged there only: ", of("notHere"))}`,
  "phase.changed": (of) => `Phase changed from ${of("from")} to ${of("to")}`,
  "supervisor.state_changed": (of) =>
    `Supervisor is ${of("state").replaceAll("_", " ")}${after(": ", of("activity"))}`,
  "task.spawned": (of) => `Spawned task ${of("name")}`,
  "task.started": (of) => `Task ${of("name")} started`,
  "task.running": (of) => `Task ${of("name")} works`,
  "task.waiting": (of) => `Task ${of("name")} waits`,
  "task.refused": (of) =>
    `${of("agent")} could not go on with ${of("name")} (${of("kind").replaceAll("_", " ")}): ${of("detail")}${after("; tried again at ", of("until"))}`,
  "task.agent_changed": (of) => `Task ${of("name")} goes on with ${of("to")} instead of ${of("from")}`,
  "task.progressed": (of) => `Task ${of("name")} is at ${of("progress")} %${after(": ", of("activity"))}`,
  "task.done": (of) => `Task ${of("name")} is done${after(": ", of("summary"))}`,
  "task.failed": (of) => `Task ${of("name")} failed: ${of("reason")}`,
  "task.cancelled": (of) => `Task ${of("name")} was cancelled${after(": ", of("reason"))}`,
  "task.interrupted": (of) =>
    `Task ${of("name")} was interrupted: ${of("reason").replaceAll("_", " ")}${after(", ", of("detail"))}`,
  "task.merged": (of) => `Task ${of("name")} was merged at ${of("commit").slice(0, 12)}`,
  "task.merge_conflicted": (of) => `Task ${of("name")} could not be merged: conflicts in ${of("conflicts")}`,
  "task.messaged": (of) => `A message was sent to ${of("name")}`,
  "task.forked": (of) =>
    `Task ${of("name")} was forked${after(" as ", of("forks"))}${after(", as it was at ", of("at"))}`,
  "task.kept": (of) => `Fork ${of("name")} was kept${after(" instead of ", of("others"))}`,
  "task.tried": (of) =>
    `Tried ${of("command")} in the worktree of ${of("name")}: ${of("ending").replaceAll("_", " ")}${after(", code ", of("exitCode"))}`,
  "run.begun": (of) => `Run ${of("epoch")} of ${of("name")} began`,
  "run.ended": (of) => `Run ${of("epoch")} of ${of("name")} ended: ${of("reason").replaceAll("_", " ")}`,
  "run.late": (of) =>
    `${of("count")} late records of run ${of("epoch")} of ${of("name")} arrived from ${of("daemon")}; they are kept apart`,
  "question.asked": (of) => `Asked: ${of("question")}`,
  "question.redelivered": (of) => `Still asked after a restoration: ${of("question")}`,
  "question.answered": (of) => `Answered: ${of("response")}`,
  "question.delivered": (of) => `The answer reached ${of("name")}`,
  "question.withdrawn": (of) => `A question was withdrawn: ${of("question")}`,
  "question.expired": (of) => `A question expired: ${of("question")}`,
  "checkpoint.made": (of) => `Checkpoint ${of("number")} of ${of("name")}: ${of("message")}`,
  "code.rewound": (of) => `Code of ${of("name")} was rewound`,
  "conversation.rewound": (of) => `Conversation of ${of("name")} was rewound`,
  "branch.made": (of) =>
    `Branch ${of("branch")} was made${after(" from checkpoint ", of("number"))}${after(" of ", of("name"))}`,
  "permission.allowed": (of) => `${of("name")} was allowed by rule: ${of("title")}`,
  "permission.denied": (of) => `${of("name")} was denied by rule: ${of("title")}`,
  "rule.added": (of) => `Rule for agents: ${of("rule")}`,
  "rule.removed": (of) => `No rule any more: ${of("rule")}`,
  "budget.warned": (of) => `${of("percent")} % of the budget is used: ${of("used")}`,
  "budget.spent": (of) => `The budget is spent: ${of("used")}`,
  "worktree.removed": (of) =>
    `The worktree of ${of("name")} went to the trash can; its checkpoints stay${after(". ", of("teardownFailure"))}`,
  "worktree.returned": (of) => `The worktree came back from the trash can, at ${of("path")}`,
  "finding.reported": (of) => `Finding (${of("severity")}): ${of("text")}`,
  "restoration.done": (of) =>
    `${of("name")} was restored (restoration ${of("number")}${HOW_RESTORED.get(of("plan")) ?? ""})`,
  "restoration.held": (of) => `${of("name")} is held: ${of("reason")}`,
  "daemon.online": (of) => `Daemon ${of("name")} is online`,
  "daemon.offline": (of) => `Daemon ${of("name")} is offline`,
};

/** Of a plan that is more than going on. */
const HOW_RESTORED: ReadonlyMap<string, string> = new Map([
  ["use_checkpoint", ", back to a checkpoint"],
  ["start_fresh", ", begun anew"],
]);

/** The sentence for people; a field that the event does not carry is left blank. */
export const tell = (event: Told): string => SENTENCES[event.type]((key) => textOf(event.data[key]));

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

const after = (mark: string, text: string): string => (text === "" ? "" : `${mark}${text}`);
