// Comments as one message to an agent: file and lines, what stands there, and the person's words.
import type { Comment, LineRange } from "./comment.ts";

/** The agent has the file; a quote only has to be recognised. */
const MOST_LINES = 12;
const MOST_LENGTH = 300;

/** @param about the task whose changes they are, when the message goes to another one */
export function commentMessage(comments: readonly Comment[], about: string | null): string {
  const of = about === null ? "your changes" : `the changes of ${about}`;
  const head = comments.length === 1 ? `A comment on ${of}:` : `${comments.length} comments on ${of}:`;
  return [head, ...comments.map(asText)].join("\n\n");
}

function asText({ path, range, quoted, text }: Comment): string {
  return [`${inCode(path)}, ${lineWords(range)}:`, fenced(quoted), text.trim()].join("\n");
}

function lineWords({ side, start, end }: LineRange): string {
  const lines = start === end ? `line ${start}` : `lines ${start} to ${end}`;
  return side === "deletions" ? `${lines} before the change` : lines;
}

/** A quote ends where it ends, whatever stands in it. */
function fenced(quoted: readonly string[]): string {
  const shown = quoted.slice(0, MOST_LINES).map((line) => line.slice(0, MOST_LENGTH).toWellFormed());
  const left = quoted.length - shown.length;
  const lines = left === 0 ? shown : [...shown, `… ${left} more`];
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return [fence, ...lines, fence].join("\n");
}

/** A name in one line, also one with line breaks or backticks in it. */
function inCode(path: string): string {
  const name = path.replace(/\p{Cc}/gu, "�");
  const marks = "`".repeat(longestRun(name) + 1);
  return marks.length === 1 ? `\`${name}\`` : `${marks} ${name} ${marks}`;
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
