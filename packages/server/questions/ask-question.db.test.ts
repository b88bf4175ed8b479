// What can become of a question beside an answer: it is withdrawn, it expires, it is shown again. Each change is told once.

import { moveClock } from "@makima/testkit/clock";
import { addActiveContract, addQuestion } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import {
  answerQuestion,
  expireQuestion,
  getQuestion,
  lockQuestion,
  markRestored,
  pendingQuestionsOf,
  type QuestionRow,
  withdrawQuestion,
} from "./questions.ts";

const of = await createTestWorld();
const { world, principal, database } = of;
const { ownerId } = principal;

const change = (id: string, how: (question: QuestionRow) => Promise<boolean>) =>
  world.db
    .transaction(async (tx) => {
      const question = await lockQuestion(tx, { ownerId, questionId: id });
      if (question === null) throw new Error("there is no such question");
      return { tx, question };
    })
    .then(({ question }) => how(question));

const withdraw = (id: string) =>
  change(id, (question) => world.db.transaction((tx) => withdrawQuestion(tx, { question, reason: "over" })));
const expire = (id: string) =>
  change(id, (question) => world.db.transaction((tx) => expireQuestion(tx, { question })));
const show = (id: string) => getQuestion(world, principal, { params: { id } });
const answer = (id: string) =>
  answerQuestion(world, principal, { params: { id }, body: { response: "yes" } });

test("a question is told with all that people need", async () => {
  const at = await addActiveContract(of);
  const id = await addQuestion(of, at);
  const { askedAt } = await show(id);
  const [event] = await eventsOf(of, at.contractId, "question.asked");
  expect(event).toMatchObject({
    actor: { kind: "agent", id: at.taskId },
    taskId: at.taskId,
    data: {
      questionId: id,
      question: "Which way?",
      choices: ["left", "right"],
      questionType: "general",
      askedAt,
    },
  });
});

test("a withdrawn question takes no answer, and an answered one is not withdrawn", async () => {
  const at = await addActiveContract(of);
  const [one, two] = [await addQuestion(of, at), await addQuestion(of, at)];
  expect(await withdraw(one)).toBe(true);
  expect(await withdraw(one)).toBe(false);
  await expect(answer(one)).rejects.toMatchObject({ code: "QUESTION_WITHDRAWN" });
  await answer(two);
  expect(await withdraw(two)).toBe(false);
  expect(await eventsOf(of, at.contractId, "question.withdrawn")).toHaveLength(1);
});

test("a question expires when its time is over, and not before", async () => {
  const at = await addActiveContract(of);
  const id = await addQuestion(of, { ...at, expiresInSeconds: 3600 });
  const unlimited = await addQuestion(of, at);
  expect(await expire(id)).toBe(false);
  await moveClock(database, "2 hours");
  expect(await expire(id)).toBe(true);
  expect(await expire(unlimited)).toBe(false);
  expect(await show(id)).toMatchObject({ status: "expired", response: null });
  await expect(answer(id)).rejects.toMatchObject({ code: "QUESTION_EXPIRED" });
  expect(await eventsOf(of, at.contractId, "question.expired")).toHaveLength(1);
});

test("open questions are shown again under the same ids, as they were asked", async () => {
  const at = await addActiveContract(of);
  const open = [await addQuestion(of, at), await addQuestion(of, at)];
  const done = await addQuestion(of, at);
  await answer(done);
  const restored = await world.db.transaction((tx) => markRestored(tx, { ownerId, phase: "plan", ...at }));
  expect(restored).toEqual(open);
  expect((await pendingQuestionsOf(world.db, { ownerId, taskId: at.taskId })).map(({ id }) => id)).toEqual(
    open,
  );
  const asked = await eventsOf(of, at.contractId, "question.asked");
  const again = await eventsOf(of, at.contractId, "question.redelivered");
  expect(again.map(({ data }) => data)).toEqual(
    asked.slice(0, 2).map(({ data: { epoch: _, ...same } }) => same),
  );
  expect(await show(done)).toMatchObject({ isRestored: false });
  expect(await show(open[0] ?? "")).toMatchObject({ isRestored: true, status: "pending" });
});
