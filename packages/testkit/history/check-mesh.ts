// The mesh, time, isolation and the machine: commands once, one connection a daemon, no clock believed, nothing of others seen.
import type { Check } from "./evidence.ts";
import { repeated } from "./repeated.ts";
import { spoken } from "./spoken.ts";

/** M1 */
export const commandsTakeEffectOnce: Check = ({ daemonSteps, commands, runs }) => {
  const live = new Set(runs.flatMap(({ taskId, epoch, isLive }) => (isLive ? [`${taskId}/${epoch}`] : [])));
  // The end of a run takes back what it was not told yet, in the same way as the daemon's acknowledgement.
  const mayBeTakenBack = ({ taskId, epoch, kind }: (typeof commands)[number]): boolean =>
    epoch !== null && kind !== "stop_run" && !live.has(`${taskId}/${epoch}`);
  return daemonSteps.flatMap(({ daemonId, steps }) => {
    const journaled = steps.flatMap((step) => (step.kind === "journaled" ? [step.commandId] : []));
    const did = steps.flatMap((step) => (step.kind === "did" ? [step.commandId] : []));
    const known = new Set(journaled);
    const acknowledged = commands.filter(
      (one) => one.daemonId === daemonId && one.isAcknowledged && !mayBeTakenBack(one),
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
      ...(cursors.every((upTo, place) => upTo > (cursors[place - 1] ?? 0))
        ? []
        : [`daemon ${daemonId} was acknowledged in the order ${cursors.join(" ")}`]),
    ];
  });
};

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
export const nothingCrossesOwners: Check = ({ crossings }) =>
  crossings.map((what) => `a row points to another owner's: ${what}`);

/** O4 */
export const noSecretIsTold: Check = ({ canaries }) =>
  canaries.map((place) => `the planted secret is in ${place}`);

/** O6 */
export const theDatabaseIsSound: Check = ({ databaseFaults }) => databaseFaults;
