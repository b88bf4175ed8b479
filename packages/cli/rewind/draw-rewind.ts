// A rewind for people: what would happen, and what has happened.
import type { RewindPreview, RewoundConversation, RewoundTask } from "@makima/protocol/rewinds";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

const MOST_LINES = 20;
const SIGNS = { added: "+", modified: "~", deleted: "-", type_changed: "!" } as const;

export function drawPreview(preview: RewindPreview, { withdraws }: { withdraws: boolean }): string[] {
  const { checkpointId, files, filesTruncated, messages, messagesRemoved, messagesRestored } = preview;
  const kept = withdraws ? "withdrawn" : "kept open";
  return [
    ...(checkpointId === null
      ? ["The code stays as it is."]
      : list(
          `${count(files.length, "file")}${filesTruncated ? " or more" : ""} would change`,
          files.map(({ path, change }) => `${SIGNS[change]} ${path}`),
        )),
    ...list(
      `${count(messagesRemoved, "message")} would go out of view, ${preview.newMessageCount} stay`,
      messages.map(({ index, role, excerpt }) => `${index} ${role}: ${excerpt}`),
    ),
    ...(messagesRestored === 0 ? [] : [`${count(messagesRestored, "message")} would come back into view`]),
    ...list(
      "Not taken back",
      preview.notTakenBack.map(({ text }) => text),
    ),
    ...list(
      "Calls cut off from their results",
      preview.cutCalls.map(({ toolName, outcome }) => `${toolName}: ${outcome}`),
    ),
    ...list(
      `Open questions asked since, ${kept}`,
      preview.openQuestions.map(({ question }) => question),
    ),
    ...list(
      `Tasks spawned since, ${withdraws ? "cancelled" : "they go on"}`,
      preview.openTasks.map(({ name, status }) => `${name} (${status})`),
    ),
  ];
}

export function drawRewound(done: RewoundTask | RewoundConversation): string[] {
  const { messagesRemoved, messagesRestored, newMessageCount } = done;
  const code =
    "filesChanged" in done
      ? done.checkpointId === null
        ? ""
        : `${count(done.filesChanged, "file")} changed, `
      : done.codeRewound
        ? "the code went with it, "
        : "";
  const moved = messagesRestored > 0 ? `${count(messagesRestored, "message")} back in view, ` : "";
  const branch = "branch" in done ? done.branch : null;
  return [
    `${paint.good("✓")} taken back: ${code}${moved}${count(messagesRemoved, "message")} out of view, ${newMessageCount} in view`,
    ...(branch === null
      ? []
      : [
          `  the code as it stood is on branch ${cleanLine(branch.name)}`,
          ...(branch.note === null ? [] : [`  ${cleanLine(branch.note)}`]),
        ]),
  ];
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return /^[0-9]/.test(title) ? [title] : [];
  const shown = items.slice(-MOST_LINES);
  const more = items.length - shown.length;
  return [
    `${title}:`,
    ...(more === 0 ? [] : [paint.dim(`  … ${more} more`)]),
    ...shown.map((item) => `  ${cleanLine(item)}`),
  ];
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
