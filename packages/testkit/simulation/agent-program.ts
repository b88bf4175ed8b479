// What a simulated contract's agents are to do: derived from the seed, so that the end of the contract can be computed beforehand.
import { goBackOften, type Limits } from "./limits.ts";
import type { Stream } from "./streams.ts";

export type WorkerProgram = {
  name: string;
  questions: string[];
  changes: boolean;
  /** makes a checkpoint of what it changed, which a person can go back to while it goes on */
  keeps: boolean;
  usesOwnTool: boolean;
  /** says so with complete_task, or by ending its turn */
  completes: boolean;
};

export type SupervisorProgram = {
  workers: WorkerProgram[];
  questions: string[];
  /** waits for its tasks before it asks */
  waitsFirst: boolean;
  changesPhase: boolean;
  changes: boolean;
  keeps: boolean;
  reportsProgress: boolean;
};

export function drawProgram(
  draw: Stream,
  { isLong, returns }: Pick<Limits, "isLong" | "returns">,
): SupervisorProgram {
  const keeps = goBackOften({ returns });
  const questionsOf = (whose: string, most: number): string[] =>
    Array.from({ length: draw.between(0, most) }, (_, place) => `What does ${whose} need (${place + 1})?`);
  const workers = Array.from({ length: draw.between(isLong ? 2 : 0, isLong ? 4 : 1) }, (_, place) => ({
    name: `worker ${place + 1}`,
    questions: questionsOf(`worker ${place + 1}`, isLong ? 2 : 1),
    changes: draw.chance(0.7) || keeps,
    keeps,
    usesOwnTool: draw.chance(0.5),
    completes: draw.chance(0.7),
  }));
  return {
    workers,
    questions: questionsOf("the supervisor", isLong ? 3 : 2),
    waitsFirst: draw.chance(0.5),
    changesPhase: draw.chance(0.4),
    reportsProgress: draw.chance(0.5),
    changes: draw.chance(0.3) || keeps,
    keeps,
  };
}
