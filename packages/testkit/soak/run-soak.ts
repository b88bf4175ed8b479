// A soak: contracts at work, people and faults for some minutes; then everything heals, and what is there must be what a small model says.
import { writeFile } from "node:fs/promises";
import { settleHistory } from "../history/settle-history.ts";
import { monotonicMs } from "../ports/clock.ts";
import { tellStory } from "../tell-story.ts";
import { checkSoak } from "./check-soak.ts";
import { answerQuestions, interfere, type Life, type People, startContracts } from "./people.ts";
import { randomOf } from "./random.ts";
import { type Struck, strikeFaults } from "./strike-faults.ts";
import { openSoakWorld, type SoakWorld } from "./world.ts";

export type Soak = {
  seed: number;
  minutes: number;
  servers?: number;
  daemons?: number;
  /** contracts at work in the same moment */
  atOnce?: number;
  say: (line: string) => void;
};

export type SoakResult = Struck & {
  contracts: number;
  answers: Record<string, number>;
  restorations: number;
  /** programs that ended though nobody killed them */
  ownEnds: string[];
  violations: string[];
  /** the file that tells all that happened; null when nothing went wrong */
  evidence: string | null;
};

/** Never throws for a violation: each is in the result. Throws when nothing came to rest, which is one as well. */
export async function runSoak(soak: Soak): Promise<SoakResult> {
  const { seed, minutes, servers = 2, daemons = 3, atOnce = 6, say } = soak;
  const world = await openSoakWorld({ servers, daemons });
  try {
    const people: People = { started: [], told: [], counts: {}, isDone: false };
    const endMs = monotonicMs() + minutes * 60_000;
    let isHealed = false;
    const isOver = (): boolean => isHealed && monotonicMs() > endMs;
    const life = (name: string): Life => ({ world, random: randomOf(seed, name), people, isOver });
    const faults = strikeFaults(world, { random: randomOf(seed, "faults"), forMs: minutes * 60_000, say });
    const [struck] = await Promise.all([
      faults.finally(() => {
        isHealed = true;
        say("everything is healed");
      }),
      startContracts(life("contracts"), atOnce),
      answerQuestions(life("answers")),
      interfere(life("interference")),
    ]);
    return { ...struck, ...(await judge(world, people)) };
  } finally {
    await world.close();
  }
}

async function judge(world: SoakWorld, people: People): Promise<Omit<SoakResult, keyof Struck>> {
  const history = await settleHistory({
    databaseUrl: world.database.url,
    root: world.root,
    agentLog: world.agentLog,
    daemons: world.daemons,
  }).then(
    () => [],
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
  const { violations, restorations } = await checkSoak(world, people);
  const evidence = history.length + violations.length === 0 ? null : await keepEvidence(world);
  return {
    evidence,
    contracts: people.started.length,
    answers: Object.fromEntries(
      [...Map.groupBy(people.told, ({ outcome }) => outcome)].map(([outcome, all]) => [outcome, all.length]),
    ),
    restorations,
    ownEnds: world.ownEnds,
    violations: [...history, ...violations],
  };
}

async function keepEvidence(world: SoakWorld): Promise<string> {
  const path = `${world.root}.txt`;
  const { agentLog, servers, daemons } = world;
  await writeFile(path, await tellStory({ database: world.database, agentLog, servers, daemons }));
  return path;
}
