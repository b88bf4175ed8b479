// Messages for a turn that runs: given in it and in no other, and recorded when the agent tells that it took them in.
import type { MeshRecord, StartRun } from "@makima/protocol/mesh";
import pino from "pino";
import { expect, test } from "vitest";
import { type AgentSession, type SteeringMessage, TurnFailed } from "../agents/driver.ts";
import { Run } from "./run.ts";
import { dropMessages, giveMessages, recordHeard, steerRun } from "./steer-run.ts";

const taskId = "0199c0de-0000-7000-8000-000000000001";
const start = { taskId, epoch: 2, checkpoint: null, lastCheckpoint: 0 } as StartRun;

/** The session stands in for an agent: it notes what it is given. */
function begin({ refuses = false } = {}) {
  const run = new Run(start);
  const heard: SteeringMessage[] = [];
  const records: MeshRecord[] = [];
  const steer = async (message: SteeringMessage): Promise<void> => {
    if (refuses) throw new TurnFailed("no turn runs");
    heard.push(message);
  };
  run.session = { steer } as AgentSession;
  const parts = {
    log: pino({ level: "silent" }),
    append: async (record: MeshRecord) => void records.push(record),
  };
  const message = (turn: number, deliveryId: string) =>
    steerRun(parts, run, { kind: "steer", taskId, epoch: 2, turn, deliveryId, text: "Use tabs." });
  const prompt = (number: number): void => {
    run.lastTurn = number;
    run.turn = { number, isCancelled: false, isPrompted: true };
    giveMessages(parts, run);
  };
  const end = (number: number): void => {
    run.turn = null;
    dropMessages(run, number);
  };
  return { run, parts, heard, records, message, prompt, end };
}

const ids = (messages: readonly SteeringMessage[]) => messages.map(({ messageId }) => messageId);

test("one that comes before its turn waits for it, and each is given once", () => {
  const { heard, message, prompt } = begin();
  message(1, "a");
  expect(heard).toEqual([]);
  prompt(1);
  message(1, "b");
  message(1, "b");
  expect(ids(heard)).toEqual(["a", "b"]);
});

test("one for a turn that is over, or for another one, is not given", () => {
  const { heard, message, prompt, end } = begin();
  prompt(1);
  message(2, "early");
  end(1);
  message(1, "late");
  expect(heard).toEqual([]);
  prompt(2);
  expect(ids(heard)).toEqual(["early"]);
});

test("what the agent took in is recorded once, and nothing that it was not given or did not take", async () => {
  const { run, parts, records, message, prompt, end } = begin();
  prompt(1);
  message(1, "a");
  message(1, "b");
  for (const id of ["a", "a", "unknown"]) await recordHeard(parts, run, id);
  end(1);
  await recordHeard(parts, run, "b");
  expect(records).toEqual([{ kind: "steered", taskId, epoch: 2, deliveryId: "a" }]);
});

test("an agent that refuses it goes on: the next turn brings it", () => {
  const { message, prompt } = begin({ refuses: true });
  prompt(1);
  expect(() => message(1, "a")).not.toThrow();
});
