// Questions over HTTP.
import { QUESTION_STATUSES, QUESTION_TYPES } from "@makima/core/question";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, id, listOf, none, page, text, time } from "../shapes/shapes.ts";

export const questionShape = z.object({
  id,
  contractId: id,
  taskId: id,
  question: z.string(),
  choices: z.array(z.string()),
  choicesOnly: z.boolean(),
  multiSelect: z.boolean(),
  context: z.string().nullable(),
  questionType: z.enum(QUESTION_TYPES),
  status: z.enum(QUESTION_STATUSES),
  response: z.union([z.string(), z.array(z.string())]).nullable(),
  isRestored: z.boolean(),
  /** the same words were answered before, in what a rewind took out of the agent's view: for people to look at, the agent is not given it */
  earlierAnswer: z
    .object({
      questionId: id,
      response: z.union([z.string(), z.array(z.string())]),
      answeredAt: z.string(),
    })
    .nullable(),
  askedAt: time,
  expiresAt: time.nullable(),
  answeredAt: time.nullable(),
  deliveredAt: time.nullable(),
  cursor: z.string().optional(),
});
export type QuestionView = z.infer<typeof questionShape>;

const answer = z.union([
  closed({ response: text({ min: 1, max: 65_536 }) }),
  closed({
    choices: z
      .array(text({ min: 1, max: 2000 }))
      .min(1)
      .max(100),
  }),
]);
export type AnswerBody = z.infer<typeof answer>;

export const questionEndpoints = {
  listQuestions: endpoint({
    method: "GET",
    path: "/mesh/questions",
    summary: "What needs a person: pending questions of active contracts, oldest first",
    scope: "read",
    params: none,
    query: closed({
      ...page,
      contractId: id.optional(),
      taskId: id.optional(),
      questionType: z.enum(QUESTION_TYPES).optional(),
      status: z.enum(QUESTION_STATUSES).optional(),
    }),
    body: none,
    answer: listOf(questionShape),
    status: 200,
    errors: ["VALIDATION", "INVALID_CURSOR"],
  }),
  getQuestion: endpoint({
    method: "GET",
    path: "/mesh/questions/{id}",
    summary: "One question",
    scope: "read",
    params: closed({ id }),
    query: none,
    body: none,
    answer: questionShape,
    status: 200,
    errors: ["NOT_FOUND"],
  }),
  answerQuestion: endpoint({
    method: "POST",
    path: "/mesh/questions/{id}/answer",
    summary: "Answer a question; the first answer wins",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: answer,
    answer: questionShape,
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "ALREADY_ANSWERED", "QUESTION_EXPIRED", "QUESTION_WITHDRAWN"],
  }),
};
