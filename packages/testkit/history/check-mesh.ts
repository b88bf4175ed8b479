// The mesh, time, isolation and the machine: commands once, one connection a daemon, no clock believed, nothing of others seen.
import { type Check, type Evidence, STRANGER } from "./evidence.ts";
import { repeated } from "./repeated.ts";
import { spoken } from "./spoken.ts";

/** M1 */
export const commandsTakeEffectOnce: Check = (evidence) => [
  ...evidence.daemonSteps.flatMap((of) => journalFaults(of, evidence)),
  ...toldTooOften(evidence),
];

function journalFaults(
  { daemonId, steps }: Evidence["daemonSteps"][number],
  { commands, runs }: Evidence,
): string[] {
  // What was on its way to a run that is over is dropped by the server itself, except what a finished agent still waits for.
  const dropped = new Set(
    runs
      .filter(({ endReason }) => endReason !== null && endReason !== "finished")
      .map(({ taskId, epoch }) => `${taskId}/${epoch}`),
  );
  const journaled = steps.flatMap((step) => (step.kind === "journaled" ? [step.commandId] : []));
  const did = steps.flatMap((step, place) =>
    step.kind === "did" && !hasDied({ steps, step, place }) ? [step.commandId] : [],
  );
  const known = new Set(journaled);
  // So is what it no longer waits for, when the machine is away.
  const isDropped = (one: Evidence["commands"][number]): boolean =>
    one.isVoid || dropped.has(`${one.taskId}/${one.epoch}`);
  const acknowledged = commands.filter(
    (one) => one.daemonId === daemonId && one.isAcknowledged && !isDropped(one),
  );
  const cursors = steps.flatMap((step) => (step.kind === "acknowledged" ? [step.upTo] : []));
  return [
    ...repeated(did).map((id) => `daemon ${daemonId} did command ${id} twice`),
    ...repeated(journaled).map((id) => `daemon ${daemonId} wrote command ${id} down twice`),
    ...did
      .filter((id) => !known.has(id))
      .map((id) => `daemon ${daemonId} did command ${id} and never wrote it down`),
    ...acknowledged
      .filter(({ id }) => !known.has(id))
      .map(({ id }) => `command ${id} is acknowledged, and daemon ${daemonId} never wrote it down`),
    ...acceptedTooEarly(steps).map(
      (id) => `daemon ${daemonId} told the server that it has command ${id} before it had written it down`,
    ),
    ...(cursors.every((upTo, place) => upTo > (cursors[place - 1] ?? 0))
      ? []
      : [`daemon ${daemonId} was acknowledged in the order ${cursors.join(" ")}`]),
  ];
}

type Step = Evidence["daemonSteps"][number]["steps"][number];
type Done = { steps: readonly Step[]; step: Extract<Step, { kind: "did" }>; place: number };

/**
 * What is said to a living run is done while it is being written down. When the program dies before that, run and effect are gone with it, and
 * the same command said again finds nobody.
 */
function hasDied({ steps, step: { commandId, dies }, place }: Done): boolean {
  const isWritten = (step: Step): boolean => step.kind === "journaled" && step.commandId === commandId;
  if (dies !== true || steps.slice(0, place).some(isWritten)) return false;
  return steps.slice(place).find((step) => step.kind === "booted" || isWritten(step))?.kind === "booted";
}

function acceptedTooEarly(steps: readonly Step[]): string[] {
  const written = new Set<string>();
  return steps.flatMap((step) => {
    if (step.kind === "journaled") written.add(step.commandId);
    return step.kind === "accepted" && !written.has(step.commandId) ? [step.commandId] : [];
  });
}

/** What a command's result makes people hear, and the kind of command that it comes of. */
const TOLD_OF: Readonly<Record<string, string>> = {
  "contract.delivered": "merge",
  "contract.undelivered": "merge",
  "task.merge_conflicted": "merge",
  "task.tried": "try_command",
};

/** A result that comes twice is told once: there are never more events of a kind than commands that bring them about. */
function toldTooOften({ events, commands }: Evidence): string[] {
  const given = countOf(
    commands.map(({ contractId, aboutTaskId, kind }) => `${kind} of ${contractId}/${aboutTaskId}`),
  );
  const told = countOf(
    events.flatMap(({ contractId, taskId, type }) => {
      // Of no task is what a contract's branch alone is about.
      const kind = taskId === null ? "deliver" : TOLD_OF[type];
      return TOLD_OF[type] === undefined ? [] : [`${type} by ${kind} of ${contractId}/${taskId}`];
    }),
  );
  return [...told].flatMap(([name, count]) => {
    const most = given.get(name.slice(name.indexOf(" by ") + " by ".length)) ?? 0;
    return count > most ? [`${name} was told ${count} times, and ${most} commands were given`] : [];
  });
}

function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** M2 */
export const oneConnectionADaemon: Check = ({ daemonSteps }) =>
  daemonSteps.flatMap(({ daemonId, steps }) => {
    const sessions = steps.flatMap((step) => (step.kind === "connected" ? [step.session] : []));
    return sessions.every((session, place) => session > (sessions[place - 1] ?? 0))
      ? []
      : [`daemon ${daemonId} was let in with the sessions ${sessions.join(" ")}`];
  });

/** M3 */
export const noClockIsBelieved: Check = ({ decisionLogs }) => {
  const first = new Map<number, string[]>();
  return decisionLogs.flatMap(({ seed, skewMs, log }) => {
    const other = first.get(seed);
    if (other === undefined) first.set(seed, log);
    const isSame = other === undefined || spoken([...other, ""]) === spoken([...log, ""]);
    return isSame ? [] : [`seed ${seed} was decided differently with a clock that is ${skewMs} ms off`];
  });
};

/** M4: the one timer of rows that fires for people is a question's. */
export const timersFireOnce: Check = ({ events, questions }) => [
  ...repeated(
    events.flatMap(({ type, data }) => (type === "question.expired" ? [String(data["questionId"])] : [])),
  ).map((id) => `question ${id} expired twice`),
  ...questions.filter(({ isOverdue }) => isOverdue).map(({ id }) => `question ${id} should have expired`),
];

/** O3 */
export const nothingCrossesOwners: Check = ({ crossings, clients }) => [
  ...crossings.map((what) => `a row points to another owner's: ${what}`),
  ...clients
    .filter(({ client, outcome }) => client === STRANGER && outcome !== "unknown")
    .filter(({ outcome, code }) => outcome === "ok" || code !== "NOT_FOUND")
    .map(({ does, about, code }) => `${does} of ${about} by another owner was answered ${code ?? "with it"}`),
];

/** O4 */
export const noSecretIsTold: Check = ({ canaries }) =>
  canaries.map((place) => `the planted secret is in ${place}`);

/** O6 */
export const theDatabaseIsSound: Check = ({ databaseFaults }) => databaseFaults;
