// A recovery report as a person reads it: what happened, what was found, what was done, what was lost, and what else could be done.
import type { Restoration, RestorationReport } from "@makima/protocol/restorations";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

/** How the agent got its past back. */
type Past = Pick<Restoration, "rung" | "rungReason" | "repairs" | "agentVersion" | "formerAgentVersion">;

/** `title`: which report it is; `contract`: as it is named in the commands that are offered, null where none of them could be given. */
export function drawRestoration(
  report: RestorationReport,
  { title, contract, past }: { title: string; contract: string | null; past?: Past },
): string[] {
  return [
    paint.bold(cleanLine(title)),
    ...facts(report, past),
    ...section("Put right in its transcript", past?.repairs ?? []),
    ...section(
      "In flight",
      report.inFlight.map((call) => `${call.toolName} (${call.toolCallId}): ${call.outcome}`),
    ),
    ...section(
      "Found",
      report.findings.map(({ code, severity, message }) => `${severity} ${code}: ${message}`),
    ),
    ...section(
      "Noted",
      report.warnings.filter((warning) => !report.findings.some(({ message }) => message === warning)),
    ),
    ...section(
      "It could also",
      report.alternatives.map(({ plan, effect }) => `${plan}: ${effect}`),
    ),
    ...(contract === null
      ? []
      : report.alternatives.map(({ plan }) =>
          paint.dim(`  makima supervisor resume ${contract} --plan ${plan}`),
        )),
  ];
}

function facts(report: RestorationReport, past: Past | undefined): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["plan", report.plan],
    ["because", report.reason],
    ["source", report.source.replaceAll("_", " ")],
    ["its past", past === undefined ? "" : `${past.rung}: ${past.rungReason}`],
    ["updated", past === undefined ? "" : updateText(past)],
    ["it was", report.previousState.replaceAll("_", " ")],
    ["goes back to", report.checkpointId ?? ""],
    ["lost", lostText(report.lost)],
    ["questions", questionText(report)],
    ["tasks", taskText(report)],
  ];
  return rows
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `  ${paint.dim(name.padEnd(13))}${cleanLine(text)}`);
}

function updateText({ agentVersion, formerAgentVersion }: Past): string {
  const isUpdated =
    agentVersion !== null && formerAgentVersion !== null && agentVersion !== formerAgentVersion;
  return isUpdated ? `its agent's program, from ${formerAgentVersion} to ${agentVersion}` : "";
}

function lostText(lost: RestorationReport["lost"]): string {
  if (lost === null) return "nothing";
  const { messages, checkpoints, since, seconds } = lost;
  const time = `${seconds} s since ${since}`;
  if (messages === null) return `what was not written down yet, ${time}`;
  const left =
    checkpoints.length === 0 ? "" : `, and checkpoints ${checkpoints.map(({ number }) => number).join(", ")}`;
  return `out of view, and kept: messages ${messages.fromIndex} to ${messages.toIndex}${left} (${time})`;
}

const questionText = ({ pendingQuestionIds, deliveredQuestionIds }: RestorationReport): string =>
  [
    ...(pendingQuestionIds.length === 0 ? [] : [`${pendingQuestionIds.length} still open`]),
    ...(deliveredQuestionIds.length === 0 ? [] : [`${deliveredQuestionIds.length} answered meanwhile`]),
  ].join(", ");

const taskText = ({ spawnedTaskIds, waitingTaskIds }: RestorationReport): string =>
  spawnedTaskIds.length === 0 ? "" : `${spawnedTaskIds.length} spawned, ${waitingTaskIds.length} awaited`;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${paint.dim(title)}`, ...lines.map((line) => `    ${cleanLine(line)}`)];
