// One experiment: a fresh database, a contract from its beginning to its end with a fault at one boundary, and every invariant over what is left.
import { answerForAgent } from "@makima/core/question";
import type { Contract } from "@makima/protocol/contracts";
import type pg from "pg";
import { checkHistory } from "../history/check-history.ts";
import { type Evidence, NO_EVIDENCE } from "../history/evidence.ts";
import { readRows } from "../history/read-rows.ts";
import { onDatabase } from "../on-database.ts";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { CrashWorld } from "./crash-world.ts";
import type { Fault, LaterFault } from "./fault.ts";
import { newPerson, People, type Person } from "./people.ts";
import { Schedule } from "./schedule.ts";
import { QUESTION } from "./stand-in-agent.ts";
import type { SeededDatabase } from "./template.ts";
import { type Watcher, watchContract } from "./watcher.ts";

/** The same contract in several ways: whether its agent waits for the answer or is parked meanwhile, and how long a silent daemon is believed. */
export const STORIES = {
  "answered at once": { parkAfterMs: 60_000, askWaitMs: 5_000, leaseMs: 60_000 },
  "parked meanwhile": { parkAfterMs: 0, askWaitMs: 0, leaseMs: 60_000 },
  /** for daemons that are cut off for longer than that, and come back as zombies */
  "short lease": { parkAfterMs: 60_000, askWaitMs: 5_000, leaseMs: 1_000 },
} as const;
export type StoryName = keyof typeof STORIES;

export type Experiment = {
  story: StoryName;
  fault?: Fault;
  later?: LaterFault;
};

export type Outcome = {
  /** sentences that begin with the id of the invariant, or with `liveness` */
  violations: string[];
  /** the boundaries that were reached, in their order */
  seen: string[];
  /** how many came after the first fault, until the second */
  recovery: number;
  /** how many faults came about */
  fired: number;
  evidence: Evidence;
  tookMs: number;
};

/** Everything is done long before; a machine that is busy with others, and gives this the last of its time, may be as slow as that. */
const PATIENCE_MS = 180_000;
const LOOK_MS = 10;
const SETTLE_LOOKS = 60;

export async function runExperiment(
  database: SeededDatabase,
  { story, fault, later }: Experiment,
): Promise<Outcome> {
  const begunMs = monotonicMs();
  const schedule = new Schedule({ fault: fault ?? null, later: later ?? null });
  const world = await CrashWorld.open({
    databaseUrl: database.url,
    schedule,
    ...database,
    ...STORIES[story],
  });
  try {
    const evidence = await onDatabase(database.url, (client) =>
      tellStory({ world, schedule, client, database, isParked: STORIES[story].parkAfterMs === 0 }),
    );
    const { seen, recovery, fired } = schedule;
    const { violations, ...rest } = evidence;
    return {
      violations,
      seen,
      recovery,
      fired: fired.length,
      evidence: rest.evidence,
      tookMs: monotonicMs() - begunMs,
    };
  } finally {
    await world.close();
  }
}

type Telling = {
  /** people wait until the agent that asked is gone */
  isParked: boolean;
  world: CrashWorld;
  schedule: Schedule;
  client: pg.Client;
  database: SeededDatabase;
};

async function tellStory(telling: Telling): Promise<{ violations: string[]; evidence: Evidence }> {
  const { world, schedule, client, database, isParked } = telling;
  const people = new People();
  const [ann, bob] = ["ann", "bob"].map((name) =>
    newPerson(name, { url: world.url, apiKey: database.apiKey }),
  ) as [Person, Person];
  const told: Evidence = { ...NO_EVIDENCE, clients: people.calls };
  const contract = await beginContract(people, ann);
  if (contract === null) return { violations: ["liveness: no contract could be made"], evidence: told };
  const watcher = watchContract(bob.client, contract);
  const answering = answerQuestions({ client, people, ann, bob, isParked });
  try {
    const isDone = await until(client, () => isAtRest(telling));
    schedule.silence();
    const earlier = await readRows(client);
    const replays = isDone ? await people.sendAgain(() => countRows(client)) : [];
    const gather = async (): Promise<Evidence> => ({
      ...told,
      ...(await readRows(client)),
      earlier: [earlier],
      replays,
      ...seenOfDaemon(telling),
      ...(isDone ? await seenByWatcher(watcher, ann) : {}),
    });
    const evidence = await settle(gather, isDone);
    const late = isDone ? [] : [`liveness: the contract did not come to its end in ${PATIENCE_MS / 1000} s`];
    return { violations: [...late, ...checkHistory(evidence)], evidence };
  } finally {
    answering.stop();
    await watcher.stop().catch((error: unknown) => error);
  }
}

async function beginContract(people: People, person: Person): Promise<Contract | null> {
  const goal = "Add a login";
  for (let tries = 0; tries < 100; tries++) {
    const made = await people.do({
      person,
      does: "makeContract",
      about: "",
      value: goal,
      send: async (client, idempotencyKey) => {
        const body = {
          goal,
          repository: { path: "/some/repository" },
          supervisorAgent: "scripted",
          autoStart: true,
        };
        const { id, name, branch } = await client.createContract(body, { idempotencyKey });
        // NOTE: how far its repository's check is may differ between two answers to the same key while the first one still waits for it.
        return { id, name, branch };
      },
    });
    if (made !== null) return person.client.getContract({ id: (made as { id: string }).id });
    // No daemon has said hello yet.
    await sleep(LOOK_MS);
  }
  return null;
}

/** Two people answer each question as soon as it is there, with different answers, and the supervisor gets a message meanwhile. */
function answerQuestions({
  client,
  people,
  ann,
  bob,
  isParked,
}: {
  client: pg.Client;
  people: People;
  ann: Person;
  bob: Person;
  isParked: boolean;
}): { stop(): void } {
  const known = new Set<string>();
  let isOver = false;
  const answer = (person: Person, questionId: string, choice: string) =>
    people.do({
      person,
      does: "answerQuestion",
      about: questionId,
      value: choice,
      send: async (api, idempotencyKey) => {
        const question = await api.answerQuestion({ id: questionId, choices: [choice] }, { idempotencyKey });
        return { status: question.status, response: answerForAgent(question) };
      },
    });
  const watch = async () => {
    while (!isOver) {
      const { rows } = await client.query<{ id: string; taskId: string }>(
        `select id, task_id as "taskId" from question where status = 'pending'`,
      );
      for (const { id, taskId } of rows.filter((row) => !known.has(row.id))) {
        known.add(id);
        await people.do({
          person: bob,
          does: "messageTask",
          about: taskId,
          value: "Hurry up",
          send: (api, idempotencyKey) =>
            api.messageTask({ id: taskId, text: "Hurry up" }, { idempotencyKey }),
        });
        if (isParked) await untilParked(client, taskId);
        await Promise.all(
          QUESTION.choices.map((choice, place) => answer(place === 0 ? ann : bob, id, choice)),
        );
      }
      await sleep(LOOK_MS);
    }
  };
  watch().catch((error: unknown) => {
    if (!isOver) throw error;
  });
  return {
    stop: () => {
      isOver = true;
    },
  };
}

const PARKING_LOOKS = 200;
const PARKED = `select from run where task_id = $1 and end_reason = 'parked'
  and epoch = (select max(epoch) from run where task_id = $1)`;

/**
 * For a while: what strikes meanwhile may keep it from being parked. A run that is lost is none that was parked: its agent comes back while the
 * question is still open, and may ask it again.
 */
async function untilParked(client: pg.Client, taskId: string): Promise<void> {
  for (let looks = 0; looks < PARKING_LOOKS; looks++) {
    if ((await client.query(PARKED, [taskId])).rowCount !== 0) return;
    await sleep(LOOK_MS);
  }
}

async function until(client: pg.Client, check: () => Promise<boolean>): Promise<boolean> {
  const endMs = monotonicMs() + PATIENCE_MS;
  while (monotonicMs() < endMs) {
    if (await check()) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

const AT_REST = `select
   exists (select 1 from contract where status = 'completed')
   and not exists (select 1 from task where status not in ('done', 'failed', 'cancelled'))
   and not exists (select 1 from run where status <> 'ended')
   and not exists (select 1 from command where acknowledged_at is null)
   and not exists (select 1 from run where late_records > 0 and late_told_at is null)
   and (select count(*) from event) = (select count(*) from feed) as rest`;

async function isAtRest({ client, world }: Telling): Promise<boolean> {
  if (!world.isQuiet()) return false;
  const { rows } = await client.query<{ rest: boolean }>(AT_REST);
  return rows[0]?.rest === true;
}

/** How many rows there are of everything that a write could make. */
async function countRows(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ fact: string }>(
    ["contract", "event", "task", "message", "question", "delivery", "command", "idempotency"]
      .map((table) => `select '${table}: ' || count(*) as fact from ${table}`)
      .join(" union all "),
  );
  return rows.map(({ fact }) => fact);
}

function seenOfDaemon({ world, database }: Telling): Partial<Evidence> {
  const { daemonId } = database.identity;
  const { spool, acknowledged, steps, refs, agentLog } = world.disk;
  return {
    spools: [{ daemonId, records: spool.map(({ record }) => record), open: spool.length - acknowledged }],
    daemonSteps: [{ daemonId, steps: [...steps] }],
    refs: [...refs],
    agentLog: [...agentLog],
  };
}

async function seenByWatcher(watcher: Watcher, { client }: Person): Promise<Partial<Evidence>> {
  const { state, progress, pendingQuestions } = await client.getSupervisor({ id: watcher.stream.contractId });
  const newest = watcher.newestState();
  const built = {
    state: newest?.["state"],
    progress: newest?.["progress"],
    pendingQuestions: newest?.["pendingQuestions"],
  };
  return {
    streams: [structuredClone(watcher.stream)],
    models: [{ what: "the supervisor", built, api: { state, progress, pendingQuestions } }],
    health: [{ while: "all is well", answered: 200 }],
  };
}

/** What is under way may look like a fault: it looks a few times, until nothing is found. */
async function settle(gather: () => Promise<Evidence>, isDone: boolean): Promise<Evidence> {
  for (let looks = 1; ; looks++) {
    const evidence = await gather();
    if (!isDone || looks === SETTLE_LOOKS || checkHistory(evidence).length === 0) return evidence;
    await sleep(LOOK_MS * 5);
  }
}
