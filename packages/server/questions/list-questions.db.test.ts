// The queue of what needs a person: the oldest first, and by default only what an active contract asks.
import { addActiveContract, addQuestion } from "@makima/testkit/contracts";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { pauseContract } from "../supervisors/supervisors.ts";
import { answerQuestion, listQuestions } from "./questions.ts";

const of = await createTestWorld();
const { world, principal } = of;

const one = await addActiveContract(of);
const other = await addActiveContract(of);
const paused = await addActiveContract(of);
const first = await addQuestion(of, one);
const second = await addQuestion(of, { ...other, questionType: "phase_confirmation" });
const third = await addQuestion(of, one);
const held = await addQuestion(of, paused);
const answered = await addQuestion(of, one);
await answerQuestion(world, principal, { params: { id: answered }, body: { response: "yes" } });
await pauseContract(world, principal, { params: { id: paused.contractId }, body: {} });

type Query = Partial<Parameters<typeof listQuestions>[2]["query"]>;
const list = (query: Query, who = principal) => listQuestions(world, who, { query: { limit: 50, ...query } });

test.each<[string, Query, readonly string[]]>([
  ["by default", {}, [first, second, third]],
  ["of a contract", { contractId: one.contractId }, [first, third]],
  ["of a paused contract, when it is named", { contractId: paused.contractId }, [held]],
  ["of a task", { taskId: other.taskId }, [second]],
  ["of a type", { questionType: "phase_confirmation" }, [second]],
  ["of a status, whatever the contract's", { status: "pending" }, [first, second, third, held]],
  ["that were answered", { status: "answered" }, [answered]],
])("those %s", async (_, query, ids) => {
  expect((await list(query)).items.map(({ id }) => id)).toEqual(ids);
});

test("pages follow each other", async () => {
  const page = await list({ limit: 2 });
  const next = await list({ limit: 2, cursor: page.nextCursor ?? "" });
  expect([...page.items, ...next.items].map(({ id }) => id)).toEqual([first, second, third]);
  expect(next.nextCursor).toBeNull();
});

test("another owner's queue is empty", async () => {
  expect((await list({}, await of.newOwner())).items).toEqual([]);
});
