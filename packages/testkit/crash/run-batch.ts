// Runs many experiments, some at once, each on a database of its own.
import { type Experiment, type Outcome, runExperiment } from "./experiment.ts";
import type { Template } from "./template.ts";

export type Done = { experiment: Experiment; outcome: Outcome };

/** `told` is called with each that is done, in the order of their ends. */
export async function runBatch({
  template,
  experiments,
  atOnce,
  told,
}: {
  template: Template;
  experiments: readonly Experiment[];
  atOnce: number;
  told: (done: Done) => void | Promise<void>;
}): Promise<void> {
  const waiting = [...experiments];
  const work = async (): Promise<void> => {
    for (let experiment = waiting.shift(); experiment !== undefined; experiment = waiting.shift()) {
      await told({ experiment, outcome: await runOne(template, experiment) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

export async function runOne(template: Template, experiment: Experiment): Promise<Outcome> {
  const database = await template.copy();
  try {
    return await runExperiment(database, experiment);
  } finally {
    await database.drop();
  }
}
