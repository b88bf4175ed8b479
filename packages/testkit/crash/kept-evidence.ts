// Evidence of a failure, kept in a folder so that it can be looked at, and checked again by newer checks.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkHistory } from "../history/check-history.ts";
import { type Evidence, NO_EVIDENCE } from "../history/evidence.ts";
import { describe } from "./plan.ts";
import type { Done } from "./run-batch.ts";

type Kept = { again: string; violations: string[]; evidence: Evidence };

/** Gives the path of the file. */
export async function keepEvidence(folder: string, { experiment, outcome }: Done): Promise<string> {
  await mkdir(folder, { recursive: true });
  const again = describe(experiment);
  const path = join(folder, `${again.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 150)}.json`);
  const kept: Kept = { again, violations: outcome.violations, evidence: outcome.evidence };
  await writeFile(path, JSON.stringify(kept));
  return path;
}

/** What the checks of today say to all evidence of a folder. */
export async function recheck(folder: string): Promise<{ name: string; violations: string[] }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    names.map(async (name) => {
      const kept = JSON.parse(await readFile(join(folder, name), "utf8")) as Kept;
      return { name, violations: checkHistory(completed(kept.evidence)) };
    }),
  );
}

/** What was kept before a list was gathered has none of it. */
const completed = (kept: Evidence): Evidence => ({
  ...NO_EVIDENCE,
  ...kept,
  earlier: kept.earlier.map((seen) => ({ ...NO_EVIDENCE, ...seen })),
});
