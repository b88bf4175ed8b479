// A write with an Idempotency-Key: however often it is sent, one effect and one answer. Why it is done so: docs/adr/0004-idempotency.md.
import { isDeepStrictEqual } from "node:util";
import { ERRORS, isErrorCode, Refusal } from "@makima/protocol/errors";
import { z } from "zod";
import { CommitUnknown, type Database, isDuplicate, type Tx } from "../../../db/database.ts";
import { Pending, Unfinished } from "../../../pending.ts";
import { openSealed, seal } from "../../../ports/seal.ts";
import { packAnswer, unpackAnswer } from "./pack-answer.ts";
import { type RecordRow, SELECT_RECORD } from "./reader.ts";
import { FINISH_RECORD, INSERT_RECORD, RECORD_KEY, UNFINISHED, UPDATE_RECORD } from "./writer.ts";

export type Answer = { status: number; body: unknown };

export type Once = {
  ownerId: string;
  /** the endpoint's name in the table */
  route: string;
  key: string;
  /** SHA-256 of what was asked for */
  hash: Buffer;
  /** the status of success */
  status: number;
  /** whether a value has the shape of the endpoint's answer */
  isAnswer: (value: unknown) => boolean;
  /** makes what was recorded as unfinished the answer */
  finish?: (soFar: unknown) => Promise<unknown>;
  /** for an answer that holds a secret: what the caller has and the database has not */
  sealWith: string | null;
};

/**
 * Runs an operation on a database whose transactions record their answer before COMMIT. Throws what the operation throws,
 * and IDEMPOTENCY_MISMATCH when the key was used for something else.
 */
export async function runOnce(
  db: Database,
  once: Once,
  operate: (db: Database) => Promise<unknown>,
): Promise<Answer> {
  let recorded: Answer | null = null;
  const recording: Database = {
    ...db,
    transaction: (work) =>
      db
        .transaction(async (tx) => {
          const result = await work(tx);
          const answer = answerOf(once, result);
          record(tx, once, answer);
          return { result, answer };
        })
        .then(({ result, answer }) => {
          recorded = answer;
          return result;
        }),
  };
  try {
    const answer = answerOf(once, await operate(recording));
    if (isUnfinished(recorded)) return await finishRecord(db, once, answer);
    // Only after a daemon's hands have done what was pending: the promise becomes the result.
    if (recorded !== null && !isDeepStrictEqual(recorded, answer)) await correct(db, once, answer);
    return answer;
  } catch (error) {
    // What was promised cannot be done, and this request has waited long enough to learn it: the refusal is the answer from now on.
    if (isPromise(recorded) && error instanceof Refusal) {
      await correct(db, once, refusalOf(error));
      throw error;
    }
    // It may have failed just because it was done before, or its COMMIT went through and the news of it was lost.
    const earlier = await readRecord(db, once);
    if (isUnfinished(earlier))
      return finishRecord(db, once, answerOf(once, await once.finish?.(earlier.body)));
    if (earlier !== null) return earlier;
    // Another request with this key came first, and its record is gone already.
    throw isDuplicate(error, RECORD_KEY) ? new CommitUnknown({ cause: error }) : error;
  }
}

const isPromise = (answer: Answer | null): boolean => answer?.status === PROMISED;

const PROMISED = 202;

const refusalOf = ({ code, message, details }: Refusal): Answer => ({
  status: ERRORS[code].status,
  body: { code, message, details: details ?? null },
});

const recordedRefusal = z.object({
  code: z.string().refine(isErrorCode),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).nullable(),
});

const isUnfinished = (answer: Answer | null): answer is Answer => answer?.status === UNFINISHED;

/** One waits and others repeat: the first that is through gives the answer, the others take it over. */
async function finishRecord(db: Database, once: Once, { status, body }: Answer): Promise<Answer> {
  const values = [once.ownerId, once.route, once.key, status, stored(once, body)];
  const isFirst = (await db.transaction((tx) => tx.run(FINISH_RECORD, values))) === 1;
  return isFirst ? { status, body } : ((await readRecord(db, once)) ?? { status, body });
}

function answerOf(once: Once, result: unknown): Answer {
  const { route, status, isAnswer, finish } = once;
  if (result instanceof Unfinished && finish !== undefined)
    return { ...answerOf(once, result.soFar), status: UNFINISHED };
  if (result instanceof Pending) return { status: PROMISED, body: { operationId: result.operationId } };
  if (isAnswer(result)) return { status, body: result };
  throw new Error(
    `${route}: a transaction gave neither the endpoint's answer nor a Pending nor what is finished later, so the answer could not be recorded with the effect`,
  );
}

function record(tx: Tx, once: Once, { status, body }: Answer): void {
  tx.send(INSERT_RECORD, [once.ownerId, once.route, once.key, once.hash, status, stored(once, body)]);
}

function correct(db: Database, once: Once, { status, body }: Answer): Promise<number> {
  const values = [once.ownerId, once.route, once.key, status, stored(once, body)];
  return db.transaction((tx) => tx.run(UPDATE_RECORD, values));
}

function stored({ sealWith }: Once, body: unknown): Buffer {
  return packAnswer(sealWith === null ? body : seal(JSON.stringify(body), sealWith));
}

async function readRecord(db: Database, once: Once): Promise<Answer | null> {
  const row = await db.row<RecordRow>(SELECT_RECORD, [once.ownerId, once.route, once.key]);
  if (row === null) return null;
  if (!once.hash.equals(row.body_hash)) throw mismatch();
  const { status } = row;
  const body = opened(once, unpackAnswer(row.answer));
  if (status < FIRST_REFUSAL) return { status, body };
  const { code, message, details } = recordedRefusal.parse(body);
  throw new Refusal(code, message, details ?? undefined);
}

const FIRST_REFUSAL = 400;

function opened({ sealWith }: Once, answer: unknown): unknown {
  if (sealWith === null) return answer;
  const text = openSealed(answer, sealWith);
  if (text === null) throw mismatch();
  return JSON.parse(text);
}

const mismatch = (): Refusal =>
  new Refusal("IDEMPOTENCY_MISMATCH", "this Idempotency-Key was used for another request");
