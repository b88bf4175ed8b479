// Going back: what a rewind does not take back, and how the agent is told of it.
import { section } from "../notice/notice.ts";
import type { InFlight } from "../restoration/restoration.ts";

/** What becomes of the code as it stands: it stays a checkpoint, becomes a branch, or is kept for a while only. */
export const PRESERVE_MODES = ["checkpoint", "branch", "discard"] as const;
export type PreserveMode = (typeof PRESERVE_MODES)[number];

/** What becomes of the questions asked and the tasks spawned after the point. */
export const AFTER_POINT = ["keep", "withdraw"] as const;
export type AfterPoint = (typeof AFTER_POINT)[number];

/** What a rewind does to a file. */
export const FILE_CHANGES = ["added", "modified", "deleted", "type_changed"] as const;

/** An effect that stands although what caused it goes out of view. */
export type NotTakenBack = { kind: "merge" | "answer" | "task" | "phase"; id: string | null; text: string };

type Question = { questionId: string; question: string };
type Task = { taskId: string; name: string; status: string };

export type Consequences = {
  notTakenBack: readonly NotTakenBack[];
  /** still open, asked after the point */
  openQuestions: readonly Question[];
  /** in view again, and withdrawn meanwhile */
  withdrawnQuestions: readonly Question[];
  /** not over, spawned after the point */
  openTasks: readonly Task[];
  /** in view without their results, which are behind the point */
  cutCalls: readonly InFlight[];
};

export type RewindFacts = Consequences & {
  afterPoint: AfterPoint;
  /** null: the code stays as it is */
  code: { number: number; filesChanged: number } | null;
  /** null: the conversation stays as it is */
  conversation: { messagesRemoved: number; messagesRestored: number } | null;
};

/** The notice of a rewind: the sentences that the agent reads. */
export function composeRewindNotice(facts: RewindFacts): string {
  const { code, conversation, afterPoint } = facts;
  const isKept = afterPoint === "keep";
  const lines = [
    "A person took you back. makima did this while you were stopped:",
    ...(code === null
      ? ["- your worktree is as you left it"]
      : [
          `- your worktree is exactly as checkpoint ${code.number} has it (${count(code.filesChanged, "file")} changed)`,
        ]),
    ...(conversation === null ? ["- your conversation is as it was"] : [told(conversation)]),
    ...section(
      "This stands, although it is out of your view or newer than your code. Do not do it again:",
      facts.notTakenBack.map(({ text }) => text),
    ),
    ...section(
      "Calls of yours whose results are behind that point; they are over:",
      facts.cutCalls.map(({ toolCallId, toolName, outcome }) => `${toolName} (${toolCallId}): ${outcome}`),
    ),
    ...section(
      isKept
        ? "Questions of yours that are still open; their answers will come as messages:"
        : "Questions of yours that were withdrawn; ask again if you still need the answer:",
      facts.openQuestions.map(({ questionId, question }) => `${questionId}: ${question}`),
    ),
    ...section(
      "Questions in your view that were withdrawn meanwhile; ask again if you still need the answer:",
      facts.withdrawnQuestions.map(({ questionId, question }) => `${questionId}: ${question}`),
    ),
    ...section(
      isKept ? "Tasks of yours that go on:" : "Tasks of yours that were cancelled:",
      facts.openTasks.map(({ taskId, name, status }) => `${name} (${taskId})${isKept ? `: ${status}` : ""}`),
    ),
  ];
  return lines.join("\n");
}

const told = ({ messagesRemoved, messagesRestored }: NonNullable<RewindFacts["conversation"]>): string =>
  `- ${[
    `${count(messagesRemoved, "message")} of your conversation went out of view`,
    ...(messagesRestored === 0 ? [] : [`${count(messagesRestored, "message")} came back into view`]),
  ].join(", ")}`;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
