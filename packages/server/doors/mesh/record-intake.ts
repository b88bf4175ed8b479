// Takes a connection's records in: those of one task one after the other, those of different tasks side by side, and acknowledges a number
// when every record up to it is committed. What a task said and printed in a row, and what waits, is committed together.
import type { Spooled } from "@makima/protocol/mesh";

export type Intake = {
  take(records: readonly Spooled[]): void;
  /** Resolves when all that was given so far is committed; rejects with the first failure. */
  settled(): Promise<void>;
  /** how many are given and not committed yet */
  open(): number;
};

export type IntakeOptions = {
  /** One record; or several of one run that all hold messages, or all hold output, in their order. */
  commit: (group: readonly Spooled[]) => Promise<void>;
  acknowledge: (upTo: number) => void;
  /** nothing is acknowledged from here on: the daemon sends the rest again on its next connection */
  failed: (error: unknown) => void;
};

type Place = { spooled: Spooled; isDone: boolean };

/** Text of one statement; a single record may be longer. */
const MOST_TOGETHER = 512 * 1024;
const MOST_RECORDS = 200;

export function createIntake(options: IntakeOptions): Intake {
  const queues = new Map<string, Place[]>();
  const running = new Map<string, Promise<void>>();
  const waiting: Place[] = [];
  let hasFailed = false;

  const acknowledge = () => {
    let upTo = 0;
    while (waiting[0]?.isDone === true) upTo = waiting.shift()?.spooled.seq ?? upTo;
    if (upTo > 0 && !hasFailed) options.acknowledge(upTo);
  };
  const fail = (error: unknown) => {
    if (hasFailed) return;
    hasFailed = true;
    options.failed(error);
  };
  const run = async (queue: Place[]): Promise<void> => {
    while (queue.length > 0 && !hasFailed) {
      const group = queue.splice(0, lengthOfGroup(queue));
      await options.commit(group.map(({ spooled }) => spooled));
      for (const place of group) place.isDone = true;
      acknowledge();
    }
  };
  const start = (lane: string, queue: Place[]): void => {
    const done = run(queue).catch(fail);
    running.set(lane, done);
    done.then(() => {
      running.delete(lane);
      // What came behind the last look of the lane begins it again.
      if (queue.length > 0 && !hasFailed) start(lane, queue);
      else if (queues.get(lane) === queue) queues.delete(lane);
    }, fail);
  };
  return {
    take: (records) => {
      for (const spooled of records) {
        const place = { spooled, isDone: false };
        waiting.push(place);
        const lane = laneOf(spooled);
        const queue = queues.get(lane) ?? [];
        queues.set(lane, queue);
        queue.push(place);
      }
      for (const [lane, queue] of queues) if (!running.has(lane)) start(lane, queue);
    },
    settled: async () => {
      while (running.size > 0 && !hasFailed) await Promise.all([...running.values()]);
      if (hasFailed) throw new Error("a record could not be taken in");
    },
    open: () => waiting.length,
  };
}

const laneOf = ({ record }: Spooled): string => {
  if (record.kind === "worktrees") return record.kind;
  return "taskId" in record ? record.taskId : record.commandId;
};

/** How many of the first records go in together: at least one. */
function lengthOfGroup(queue: readonly Place[]): number {
  const first = queue[0]?.spooled.record;
  if (first?.kind !== "output" && first?.kind !== "messages") return 1;
  let length = 0;
  for (const [count, { spooled }] of queue.entries()) {
    const { record } = spooled;
    if (record.kind !== first.kind || record.epoch !== first.epoch) return count;
    length += textLength(record);
    if (count > 0 && (length > MOST_TOGETHER || count >= MOST_RECORDS)) return count;
  }
  return queue.length;
}

function textLength(record: Spooled["record"]): number {
  if (record.kind === "output") return record.pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (record.kind !== "messages") return 0;
  return record.messages.reduce(
    (sum, { content, toolInput }) => sum + content.length + JSON.stringify(toolInput ?? null).length,
    0,
  );
}
