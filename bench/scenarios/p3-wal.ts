// P3: bytes of write-ahead log of a message, and of control save points with the record that makes them happen once.
import { createHash } from "node:crypto";
import { giveAnswer } from "@makima/server/calls/calls";
import { runOnce } from "@makima/server/doors/http/idempotency/run-once";
import { addActiveContract, addQuestion, type Standing } from "@makima/testkit/contracts";
import { createDatabase } from "../create-database.ts";
import { BODY, openConversation } from "../makima/conversation.ts";
import { CONNECTIONS, openStore, type Store } from "../makima/open-store.ts";
import { openSupervised, type Supervised } from "../makima/supervised.ts";
import { walBytesOf } from "../makima/wal.ts";
import { interleave, median } from "../measure.ts";
import { dbosName, openDbos } from "../peers/dbos.ts";
import { monotonicMs } from "../ports/clock.ts";
import type { Scenario } from "../scenario.ts";

const COUNT = 200;
const SAVE_POINTS = 50;
const ROUNDS = 5;
const KB = 1024;

export const wal: Scenario = {
  name: "p3-wal",
  sentence:
    "write-ahead log of one message of 1,000 bytes, and of one control save point with its idempotency record",
  run: async ({ postgresUrl }) => {
    const store = await openStore(postgresUrl, "wal-makima");
    const database = await createDatabase(postgresUrl, "wal-dbos");
    const dbos = await openDbos({ databaseUrl: database.url, connections: CONNECTIONS, now: monotonicMs });
    try {
      const conversation = await openConversation(store, 1_000);
      const steps = await dbos.openSteps(BODY);
      // Before a daemon is online: a contract made then waits for its check.
      const standings = await addContracts(store, ROUNDS + 1);
      const supervised = await openSupervised(store);
      // Only the operations themselves are counted: what follows from them has its own transactions.
      await supervised.stop();
      await conversation.append(2 * COUNT);
      await steps.run(2 * COUNT);
      await reportProgress(supervised, SAVE_POINTS);
      const warmUp = await askMany(store, standings.pop());
      await warmUp();
      const perOne = (count: number, work: () => Promise<unknown>) => async () =>
        (await walBytesOf(store.connection, work)) / count / KB;
      const found = await interleave(ROUNDS, {
        makima: perOne(COUNT, () => conversation.append(COUNT)),
        dbos: perOne(COUNT, () => steps.run(COUNT)),
        progress: perOne(SAVE_POINTS, () => reportProgress(supervised, SAVE_POINTS)),
        answer: async () => {
          const answerAll = await askMany(store, standings.pop());
          return perOne(SAVE_POINTS, answerAll)();
        },
      });
      await steps.end();
      return [
        {
          what: "one message",
          value: median(found.makima),
          unit: "KB",
          peer: { name: dbosName, value: median(found.dbos) },
          goal: { atMost: 1.7 },
          rounds: found.makima,
        },
        {
          what: "a supervisor's report_progress, its tool call recorded",
          value: median(found.progress),
          unit: "KB",
          rounds: found.progress,
          note: "report_progress: call, result, both messages, the daemon's command, supervisor's row, event; once by its call key",
        },
        {
          what: "an answer over HTTP, with its idempotency record",
          value: median(found.answer),
          unit: "KB",
          goal: { atMost: 2.2 },
          rounds: found.answer,
          note: "answer: question's row, two events, supervisor's row, and the whole answer once more in the idempotency record",
        },
      ];
    } finally {
      await dbos.close();
      await store.close();
      await database.drop();
    }
  },
};

let reports = 0;

async function reportProgress({ taskId, epoch, say }: Supervised, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    reports += 1;
    const input = { progress: reports % 100, activity: `Step ${reports} is done` };
    const call = { taskId, epoch, callKey: `report-${reports}` };
    await say({ kind: "tool_call", ...call, tool: "report_progress", input });
  }
}

async function addContracts(store: Store, count: number): Promise<Standing[]> {
  const standings: Standing[] = [];
  for (let index = 0; index < count; index += 1) standings.push(await addActiveContract(store));
  return standings;
}

/** Open questions of one contract; gives the way to answer them all, one after the other. */
async function askMany(store: Store, standing: Standing | undefined): Promise<() => Promise<void>> {
  if (standing === undefined) throw new Error("there are fewer contracts than rounds");
  const questions: string[] = [];
  for (let index = 0; index < SAVE_POINTS; index += 1) questions.push(await addQuestion(store, standing));
  return async () => {
    for (const id of questions) await answerOnce(store, id);
  };
}

/** As the HTTP door does it for a request with an Idempotency-Key. */
async function answerOnce({ world, principal }: Store, id: string): Promise<void> {
  const input = { params: { id }, body: { response: "left" } };
  const once = {
    ownerId: principal.ownerId,
    route: "answerQuestion",
    key: world.ids.next(),
    hash: createHash("sha256").update(JSON.stringify(input)).digest(),
    status: 200,
    isAnswer: () => true,
    sealWith: null,
  };
  await runOnce(world.db, once, (db) => giveAnswer({ ...world, db }, principal, input));
}
