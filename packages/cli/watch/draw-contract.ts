// Draws a contract for a person: phase, state, progress, activity, the tree of its tasks, and what it asks.
import { phasesOf } from "@makima/core/contract";
import type { QuestionView } from "@makima/protocol/questions";
import type { Task } from "@makima/protocol/tasks";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint, progressBar, statusSign, statusText } from "../terminal/paint.ts";
import { cutText } from "../terminal/text-width.ts";
import { type ContractPicture, openQuestions } from "./contract-picture.ts";

export function drawContract(picture: ContractPicture, columns: number): string[] {
  const { contract, supervisor } = picture;
  const activity = supervisor?.currentActivity ?? "";
  const error = supervisor?.errorMessage ?? contract.error ?? "";
  return [
    `${paint.bold(cleanLine(contract.name))}  ${statusText(contract.status)}  ${paint.dim(shortId(contract.id))}`,
    `${drawPhases(picture)}   ${progressBar(supervisor?.progress ?? 0, 20)}`,
    ...(supervisor === null ? [] : [`supervisor ${statusText(supervisor.state)}${restored(supervisor)}`]),
    ...(activity === "" ? [] : [paint.dim(cutText(cleanLine(activity), columns - 2))]),
    ...(error === "" ? [] : [paint.bad(cutText(cleanLine(error), columns - 2))]),
    "",
    ...drawTasks(picture.tasks, columns),
    ...openQuestions(picture).flatMap((question) => ["", ...drawQuestion(question)]),
  ];
}

function drawPhases({ contract }: ContractPicture): string {
  const phases = phasesOf(contract.type);
  const present = phases.indexOf(contract.phase);
  return phases
    .map((phase, place) => {
      if (contract.status === "completed" || place < present) return paint.good(`${phase} ✓`);
      return place === present ? paint.accent(`${phase} ●`) : paint.dim(phase);
    })
    .join(paint.dim(" ─ "));
}

const restored = ({ restorationCount }: { restorationCount: number }): string =>
  restorationCount === 0 ? "" : paint.dim(` · restored ${restorationCount}×`);

function drawTasks(tasks: readonly Task[], columns: number): string[] {
  const supervisor = tasks.find(({ kind }) => kind === "supervisor");
  const others = tasks.filter((task) => task !== supervisor);
  return [
    ...(supervisor === undefined ? [] : [drawTask({ task: supervisor, branch: "", columns })]),
    ...others.map((task, place) =>
      drawTask({ task, branch: place === others.length - 1 ? "└ " : "├ ", columns }),
    ),
  ];
}

function drawTask({ task, branch, columns }: { task: Task; branch: string; columns: number }): string {
  const merged = task.mergedCommit === null ? "" : paint.good(" merged");
  const said = task.error ?? task.summary ?? task.currentActivity;
  const room = Math.max(10, columns - 46);
  const name = cutText(cleanLine(task.name), 24).padEnd(24);
  return [
    `${paint.dim(branch)}${statusSign(task.status)} ${name} `,
    paint.dim(task.status.padEnd(12)),
    `${merged} ${paint.dim(cutText(cleanLine(said), room))}`,
  ].join("");
}

/** The question with its choices numbered, as `makima answer` takes them. */
export function drawQuestion(question: QuestionView): string[] {
  const restoredMark = question.isRestored ? paint.dim(" (asked again after a restoration)") : "";
  return [
    `${paint.person("?")} ${paint.bold(cleanLine(question.question))}${restoredMark}`,
    ...(question.context === null ? [] : [paint.dim(`  ${cleanLine(question.context)}`)]),
    ...(question.earlierAnswer === null ? [] : [paint.dim(`  ${tellEarlier(question.earlierAnswer)}`)]),
    ...question.choices.map((choice, place) => `  ${paint.person(String(place + 1))} ${cleanLine(choice)}`),
    paint.dim(`  makima answer ${shortId(question.id)} ${howToAnswer(question)}`),
  ];
}

const tellEarlier = ({ response, answeredAt }: NonNullable<QuestionView["earlierAnswer"]>): string =>
  `answered before, ${answeredAt.slice(0, 10)}, and taken out of its view since: ${cleanLine([response].flat().join(", "))}`;

function howToAnswer({ choices, choicesOnly, multiSelect }: QuestionView): string {
  if (choices.length === 0) return '--text "…"';
  const numbers = multiSelect ? "1 2 …" : "1";
  return choicesOnly ? numbers : `${numbers}   (or --text "…")`;
}
