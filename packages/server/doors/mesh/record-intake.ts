// Takes a connection's records in: those of one task one after the other, those of different tasks side by side, and acknowledges a number
// when every record up to it is committed.
import type { Spooled } from "@makima/protocol/mesh";

export type Intake = {
  take(records: readonly Spooled[]): void;
  /** Resolves when all that was given so far is committed; rejects with the first failure. */
  settled(): Promise<void>;
  /** how many are given and not committed yet */
  open(): number;
};

export type IntakeOptions = {
  commit: (spooled: Spooled) => Promise<void>;
  acknowledge: (upTo: number) => void;
  /** nothing is acknowledged from here on: the daemon sends the rest again on its next connection */
  failed: (error: unknown) => void;
};

export function createIntake(options: IntakeOptions): Intake {
  const chains = new Map<string, Promise<void>>();
  const waiting: { seq: number; isDone: boolean }[] = [];
  let hasFailed = false;

  const acknowledge = () => {
    let upTo = 0;
    while (waiting[0]?.isDone === true) upTo = waiting.shift()?.seq ?? upTo;
    if (upTo > 0 && !hasFailed) options.acknowledge(upTo);
  };
  const fail = (error: unknown) => {
    if (hasFailed) return;
    hasFailed = true;
    options.failed(error);
  };
  const takeOne = (spooled: Spooled) => {
    const place = { seq: spooled.seq, isDone: false };
    waiting.push(place);
    const lane = laneOf(spooled);
    const before = chains.get(lane) ?? Promise.resolve();
    const done = before.then(async () => {
      if (hasFailed) return;
      await options.commit(spooled);
      place.isDone = true;
      acknowledge();
    });
    const settled = done.catch(fail);
    chains.set(lane, settled);
    settled.then(() => {
      if (chains.get(lane) === settled) chains.delete(lane);
    }, fail);
  };
  return {
    take: (records) => {
      for (const spooled of records) takeOne(spooled);
    },
    settled: async () => {
      await Promise.all([...chains.values()]);
      if (hasFailed) throw new Error("a record could not be taken in");
    },
    open: () => waiting.length,
  };
}

const laneOf = ({ record }: Spooled): string => {
  if (record.kind === "worktrees") return record.kind;
  return "taskId" in record ? record.taskId : record.commandId;
};
