// The command line of a proof by random histories: how many, from which seed, in how many lanes, and what came of it.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Proof } from "./prove-histories.ts";

export async function provenBy(of: {
  prove: (proof: Proof) => Promise<number>;
  /** when none is given */
  runs: number;
  toldEvery: number;
  agree: string;
}): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: String(of.runs) },
      seed: { type: "string", default: "1" },
      lanes: { type: "string", default: String(availableParallelism()) },
    },
  });
  const [runs, seed, lanes] = [
    wholeOf(values.runs),
    wholeOf(values.seed),
    Math.max(1, wholeOf(values.lanes)),
  ];
  let seen = 0;
  const done = await of.prove({
    ...{ runs, seed, lanes },
    onRun: () => {
      seen += 1;
      if (seen % of.toldEvery === 0) process.stdout.write(`${seen} of ${runs} histories agree\n`);
    },
  });
  process.stdout.write(`${done} random histories from seed ${seed} on: ${of.agree}\n`);
}

function wholeOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`this takes whole numbers, and no ${text}`);
}
