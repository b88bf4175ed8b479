// Decides how a task is restored: the first plan that fits its findings, and what each other plan would do. Pure: whoever makes the decision
// again from the stored inputs gets the same.
import { type InspectionFinding, inspect, newestFirst } from "./inspect-task.ts";
import type {
  CheckpointFact,
  InspectionFacts,
  RestorationChoice,
  RestorationInputs,
} from "./inspection-facts.ts";

export const RESTORATION_PLANS = ["proceed", "use_checkpoint", "start_fresh", "manual_intervention"] as const;
export type RestorationPlan = (typeof RESTORATION_PLANS)[number];

/** `checkpointId`: what it would go back to, else null. */
type Alternative = { plan: RestorationPlan; effect: string; checkpointId: string | null };

export type RestorationDecision = {
  findings: readonly InspectionFinding[];
  plan: RestorationPlan;
  /** a sentence */
  reason: string;
  /** what `use_checkpoint` goes back to, else null */
  checkpointId: string | null;
  /** the plans that a person could take instead */
  alternatives: readonly Alternative[];
  warnings: readonly string[];
};

/** More warnings than this together are for a person to look at. */
const MAX_WARNINGS = 3;

export function decideRestoration({ facts, choice }: Omit<RestorationInputs, "source">): RestorationDecision {
  const findings = inspect(facts);
  const newest =
    facts.checkpoints.toSorted(newestFirst).find((checkpoint) => passes(checkpoint, facts)) ?? null;
  const chosen = choice === null ? null : takeChoice(choice, facts);
  const { plan, reason, checkpoint } = chosen ?? planRestoration({ findings, newest, choice });
  return {
    findings,
    plan,
    reason,
    checkpointId: checkpoint?.checkpointId ?? null,
    alternatives: alternativesTo(plan, { facts, checkpoint: newest }),
    warnings: findings.filter(({ severity }) => severity === "warning").map(({ message }) => message),
  };
}

/** Whether a checkpoint can be gone back to: its commit is there, its conversation is whole, and so are the tasks of that time. */
function passes(checkpoint: CheckpointFact, { conversation, missingTasks }: InspectionFacts): boolean {
  return (
    checkpoint.inView &&
    checkpoint.reach !== "unreachable" &&
    conversation.gaps.every(({ fromIndex }) => fromIndex > checkpoint.messageIndex) &&
    missingTasks.every(({ since }) => Date.parse(since) > Date.parse(checkpoint.at))
  );
}

/** `checkpoint`: what `use_checkpoint` goes back to. */
type Planned = { plan: RestorationPlan; reason: string; checkpoint: CheckpointFact | null };

/** What a person chose is done, unless it cannot be done any more. A checkpoint that he named need not pass: it may be how he undoes a step. */
function takeChoice(
  { plan, checkpointId }: RestorationChoice,
  { checkpoints }: InspectionFacts,
): Planned | null {
  const reason = "A person chose it.";
  if (plan !== "use_checkpoint") return { plan, reason, checkpoint: null };
  const named = checkpoints.find((checkpoint) => checkpoint.checkpointId === checkpointId);
  return named === undefined || named.reach === "unreachable" ? null : { plan, reason, checkpoint: named };
}

function planRestoration({
  findings,
  newest,
  choice,
}: {
  findings: readonly InspectionFinding[];
  newest: CheckpointFact | null;
  choice: RestorationChoice | null;
}): Planned {
  const find = (matches: (finding: InspectionFinding) => boolean) => findings.find(matches)?.message;
  const contradiction = find(({ code }) => SETTLED_BY_A_PERSON.has(code));
  if (contradiction !== undefined) return hold(`Only a person can settle this. ${contradiction}`);
  if (choice !== null) return hold("The checkpoint that a person chose cannot be reached any more.");
  const stateless = find(({ code }) => code === "state_missing");
  if (stateless !== undefined) return { plan: "start_fresh", reason: stateless, checkpoint: null };
  const error = find(({ severity }) => severity === "error");
  if (error !== undefined) return goBack(error, newest);
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  if (warnings > MAX_WARNINGS) return hold(`${warnings} warnings at once are for a person to look at.`);
  const reason = warnings === 0 ? "Nothing contradicts it." : "Its warnings do not stand in the way.";
  return { plan: "proceed", reason, checkpoint: null };
}

const hold = (reason: string): Planned => ({ plan: "manual_intervention", reason, checkpoint: null });

const goBack = (error: string, newest: CheckpointFact | null): Planned =>
  newest === null
    ? { plan: "start_fresh", reason: `${error} No checkpoint passes inspection.`, checkpoint: null }
    : {
        plan: "use_checkpoint",
        reason: `${error} Checkpoint ${newest.number} is the newest that passes inspection.`,
        checkpoint: newest,
      };

/** Two truths that no row decides between; and what would only happen again. */
const SETTLED_BY_A_PERSON: ReadonlySet<string> = new Set([
  "supervisor_contradicted",
  "completion_contradicted",
  "crash_loop",
]);

function alternativesTo(
  plan: RestorationPlan,
  { facts, checkpoint }: { facts: InspectionFacts; checkpoint: CheckpointFact | null },
): Alternative[] {
  const all: Alternative[] = [
    { plan: "proceed", effect: proceedEffect(facts), checkpointId: null },
    ...(checkpoint === null
      ? []
      : [
          {
            plan: "use_checkpoint" as const,
            effect: checkpointEffect(checkpoint, facts),
            checkpointId: checkpoint.checkpointId,
          },
        ]),
    {
      plan: "start_fresh",
      effect:
        "It begins anew with its goal and an empty conversation. Its worktree, its tasks and all history are kept.",
      checkpointId: null,
    },
  ];
  return all.filter((alternative) => alternative.plan !== plan);
}

function proceedEffect({ worktree, isMoved }: InspectionFacts): string {
  if (worktree.seen === "missing" || isMoved === true)
    return "It goes on with its whole conversation, in a worktree that is made anew from its last checkpoint.";
  return "It goes on with its conversation and its worktree as they are.";
}

function checkpointEffect(
  { number, at, messageIndex }: CheckpointFact,
  { conversation }: InspectionFacts,
): string {
  const later = Math.max(0, conversation.messageCount - 1 - messageIndex);
  return `Code and conversation go back to checkpoint ${number} of ${at}. ${later} later messages go out of view and are kept.`;
}
