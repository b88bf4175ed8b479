// An answer as its record keeps it. The record is a third of what an answer to a question writes to the log of the database: as jsonb it took
// 750 bytes of it, deflated 373, for 25 µs.
import { deflateRawSync, inflateRawSync } from "node:zlib";

// What most answers of this size say, so that only the rest of them is stored. NOTE: never changed, since the records that are there need it;
// another one would need another column.
const COMMON = Buffer.from(
  '{"id":"","contractId":"","taskId":"","question":"","choices":[""],"multiSelect":false,"context":null,"questionType":"general",' +
    '"status":"answered","response":"","isRestored":false,"askedAt":"","expiresAt":null,"answeredAt":"","deliveredAt":null,"cursor":""}',
);

// The window of a small text; the default one costs five times as long to set up.
const SMALL = { windowBits: 11, memLevel: 3, dictionary: COMMON };

export const packAnswer = (answer: unknown): Buffer => deflateRawSync(JSON.stringify(answer), SMALL);

export const unpackAnswer = (packed: Buffer): unknown =>
  JSON.parse(inflateRawSync(packed, { dictionary: COMMON }).toString("utf8"));
