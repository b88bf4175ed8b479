// The order of a history, whoever writes and numbers at once: everything once, each source in its own order, and no effect before its cause.
import { addActiveContract, addTask } from "@makima/testkit/contracts";
import { say } from "@makima/testkit/messages";
import { look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import fc from "fast-check";
import { expect, test } from "vitest";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { numberHistory } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

/** Each writer does its steps one after the other, all writers at once: something is said in this task, or a contract's event is told. */
const step = fc.oneof(fc.constantFrom(0, 1, 2), fc.constant("event" as const));
const writers = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });
type Step = number | "event";

test("whatever is written at once while several number it, the history is one order of it", async () => {
  await fc.assert(
    fc.asyncProperty(writers, fc.integer({ min: 0, max: 3 }), async (scripts, numberers) => {
      const contract = await contractOfThree();
      await withNumberers(contract.contractId, numberers, () =>
        Promise.all(scripts.map((script, writer) => write(contract, { writer, script }))),
      );
      const history = await historyOf(contract.contractId);
      expect(history.map(({ number }) => number)).toEqual(history.map((_, n) => n + 1));
      for (const source of new Set(history.map(({ of: one }) => one)))
        expectInOrder(history.filter((row) => row.of === source).map(({ place }) => place));
      expect(history).toHaveLength(await countWritten(contract.contractId));
      scripts.forEach((script, writer) => {
        const own = history.flatMap(({ mark }) => (mark?.startsWith(`${writer}:`) === true ? mark : []));
        expect(own).toEqual(script.map((_, n) => `${writer}:${n}`));
      });
    }),
    { numRuns: 60 },
  );
});

async function contractOfThree() {
  const { contractId, taskId } = await addActiveContract(of);
  const taskIds = [taskId];
  for (const name of ["one", "two"]) {
    const id = world.ids.next();
    await addTask(of, { contractId, taskId: id, parentTaskId: taskId, name });
    taskIds.push(id);
  }
  return { contractId, taskIds };
}

type Contract = Awaited<ReturnType<typeof contractOfThree>>;

async function write(
  { contractId, taskIds }: Contract,
  { writer, script }: { writer: number; script: readonly Step[] },
): Promise<void> {
  for (const [n, one] of script.entries()) {
    const mark = `${writer}:${n}`;
    const taskId = one === "event" ? undefined : taskIds[one];
    if (taskId !== undefined) await say(of, taskId, [{ role: "assistant", content: mark }]);
    else
      await world.db.transaction((tx) =>
        appendEvents(tx, { ownerId, contractId }, [
          { type: "contract.changed", actor: SERVER, phase: "plan", data: { mark } },
        ]),
      );
  }
}

/** So many number all the time while that is done; then one numbers the rest. */
async function withNumberers(contractId: string, count: number, work: () => Promise<unknown>): Promise<void> {
  const number = () => numberHistory(world, { ownerId, contractId });
  let isDone = false;
  const numbering = Array.from({ length: count }, async () => {
    while (!isDone) await number();
  });
  try {
    await work();
  } finally {
    isDone = true;
    await Promise.all(numbering);
  }
  while ((await number()) > 0);
}

type Row = { number: number; of: string; place: number; mark: string | null };

const historyOf = (contractId: string) =>
  look<Row>(
    of,
    `select h.number::int, h.kind || coalesce(m.task_id::text, '') as of, h.source::int as place, coalesce(m.content, e.data ->> 'mark') as mark
     from history h
       left join message m on h.kind = 'message' and m.task_id = h.task_id and m.seq = h.source
       left join event e on h.kind = 'event' and e.contract_id = h.contract_id and e.number = h.source
     where h.contract_id = $1 order by h.number`,
    [contractId],
  );

/** 1, 2, 3 …: never reversed, nothing missing, nothing twice. */
function expectInOrder(places: readonly number[]): void {
  expect(places).toEqual(places.map((_, n) => n + 1));
}

async function countWritten(contractId: string): Promise<number> {
  const rows = await look<{ count: number }>(
    of,
    `select ((select count(*) from event where contract_id = $1)
       + (select count(*) from message join task on task.id = message.task_id where task.contract_id = $1))::int as count`,
    [contractId],
  );
  return rows[0]?.count ?? -1;
}
