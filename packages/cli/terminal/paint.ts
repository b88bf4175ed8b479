// The colours of the command line and the signs of each status; told by shape and word first, colour second.

import type { ContractStatus } from "@makima/core/contract";
import type { SupervisorState } from "@makima/core/supervisor";
import type { TaskStatus } from "@makima/core/task";
import picocolors from "picocolors";

export type Paint = (text: string) => string;

const { bold, cyan, dim, green, magenta, red, yellow } = picocolors;
export const paint = { bold, accent: cyan, dim, good: green, bad: red, warn: yellow, person: magenta };

export const hasColours = picocolors.isColorSupported;

type Status = TaskStatus | ContractStatus | SupervisorState;

const SIGNS: Record<Status, { sign: string; paint: Paint }> = {
  draft: { sign: "○", paint: dim },
  active: { sign: "●", paint: cyan },
  paused: { sign: "‖", paint: yellow },
  completed: { sign: "✓", paint: green },
  pending: { sign: "○", paint: dim },
  starting: { sign: "◔", paint: cyan },
  running: { sign: "●", paint: cyan },
  waiting: { sign: "◌", paint: yellow },
  done: { sign: "✓", paint: green },
  failed: { sign: "✗", paint: red },
  cancelled: { sign: "⊘", paint: dim },
  interrupted: { sign: "↯", paint: yellow },
  initializing: { sign: "◔", paint: cyan },
  idle: { sign: "○", paint: dim },
  working: { sign: "●", paint: cyan },
  waiting_for_user: { sign: "?", paint: magenta },
  waiting_for_tasks: { sign: "◌", paint: yellow },
  blocked: { sign: "■", paint: red },
};

/** "● running", to be painted by a table after it is cut. */
export function statusCell(status: Status): { text: string; paint: Paint } {
  return { text: `${SIGNS[status].sign} ${status.replaceAll("_", " ")}`, paint: SIGNS[status].paint };
}

export const statusSign = (status: Status): string => SIGNS[status].paint(SIGNS[status].sign);

export function statusText(status: Status): string {
  const cell = statusCell(status);
  return cell.paint(cell.text);
}

/** "██████░░░░ 61 %" */
export function progressBar(progress: number, width: number): string {
  const full = Math.round((progress / 100) * width);
  return `${cyan("█".repeat(full))}${dim("░".repeat(width - full))} ${progress} %`;
}
