// What must hold when a schedule has come to its end: the invariants over all that is left, and what its program says that must have happened.
import { checkHistory } from "../history/check-history.ts";
import { messageFaults } from "./check-messages.ts";
import { gatherMemoryEvidence } from "./gather-memory-evidence.ts";
import { look } from "./look.ts";
import type { People } from "./people.ts";
import type { Scene } from "./set-up.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

type Checked = { world: SimulatedWorld; people: People; scene: Scene };

export function checkSchedule(checked: Checked): string[] {
  const { world, people } = checked;
  return [
    ...world.faultsOfOurs.map(
      (error) => `the harness failed: ${error instanceof Error ? error.stack : String(error)}`,
    ),
    ...checkHistory(gatherMemoryEvidence(world, people)),
    ...checkProgram(checked),
    ...messageFaults(world),
  ];
}

/** The end that the seed's program has: each worker once, each question asked once. */
function checkProgram({ world, people }: Checked): string[] {
  const tasks = look<{ name: string }>(world.database, "select name from task");
  // Who was taken back may ask once more, and a fork may ask what its original did.
  const questions = look<{ question: string; count: number; mayRepeat: boolean }>(
    world.database,
    `select question, count(*)::int as count, exists (select 1 from rewind) or exists (select 1 from event where type = 'task.forked') as "mayRepeat"
     from question where question_type = 'general' group by question`,
  );
  const [contract] = look<{ status: string }>(world.database, "select status from contract");
  const isOfProgram = (name: string): boolean => world.program.workers.some((worker) => worker.name === name);
  const names = tasks.map(({ name }) => name).filter(isOfProgram);
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  const findings = [
    ...twice.map((name) => `T1: ${name} was spawned twice`),
    ...questions
      .filter(({ count, mayRepeat }) => count > 1 && !mayRepeat)
      .map(({ question, count }) => `Q1: "${question}" was asked ${count} times`),
  ];
  const wasCancelled = people.requests.some(({ kind, outcome }) => kind === "cancel" && outcome?.ok === true);
  if (wasCancelled)
    return contract?.status === "cancelled"
      ? findings
      : [...findings, `T6: a cancelled contract is ${contract?.status}`];
  if (contract?.status !== "completed") return findings;
  const missing = world.program.workers.filter(({ name }) => !names.includes(name));
  const asked = new Set(questions.map(({ question }) => question));
  return [
    ...findings,
    ...missing.map(({ name }) => `T1: ${name} was never spawned`),
    ...world.program.questions
      .filter((text) => !asked.has(text))
      .map((text) => `Q1: "${text}" was never asked`),
  ];
}
