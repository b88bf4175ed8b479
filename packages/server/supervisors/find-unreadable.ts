// What of a supervisor's stored state cannot be. A row like that is mended by the next save point and told with the next restoration.
import { PHASES } from "@makima/core/contract";
import { SUPERVISOR_STATES } from "@makima/core/supervisor";
import { z } from "zod";
import type { Standing } from "./read-standing.ts";

const state = z.enum(SUPERVISOR_STATES);
const progress = z.int().min(0).max(100);
const phase = z.enum(PHASES);
const questions = z.int().min(0);

/** Each as a clause; none when the row can be read. */
export function findUnreadable(standing: Standing): string[] {
  const { saved } = standing;
  return [
    ...(state.safeParse(standing.state).success ? [] : [`the state is "${standing.state}"`]),
    ...(progress.safeParse(standing.progress).success ? [] : [`the progress is ${standing.progress}`]),
    ...(phase.safeParse(saved.phase).success ? [] : [`the phase is "${saved.phase}"`]),
    ...(questions.safeParse(saved.pendingQuestions).success
      ? []
      : [`it counts ${saved.pendingQuestions} open questions`]),
  ];
}
