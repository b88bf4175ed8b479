// Rules over HTTP: what agents may do without asking, and what they may not.
import { RULE_EFFECTS } from "@makima/core/rule";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, id, listOf, none, page, text, time } from "../shapes/shapes.ts";

const ruleShape = z.object({
  id,
  /** null: of all the owner's contracts */
  contractId: id.nullable(),
  effect: z.enum(RULE_EFFECTS),
  tool: z.string().nullable(),
  command: z.string().nullable(),
  path: z.string().nullable(),
  /** the permission that it was made of, when a person answered "always" */
  questionId: id.nullable(),
  createdBy: z.string().nullable(),
  createdAt: time,
  removedAt: time.nullable(),
});
export type Rule = z.infer<typeof ruleShape>;

const newRule = closed({
  effect: z.enum(RULE_EFFECTS),
  contractId: id.optional(),
  /** the tool's name or its kind (`execute`, `edit`, …), with `*` for any characters */
  tool: text({ min: 1, max: 200 }).optional(),
  /** word for word; `*` within a word stands for any characters, as the last word for any words. Of a line of several each has to be allowed */
  command: text({ min: 1, max: 2000 }).optional(),
  /** below the worktree, or absolute; `*` stands for any characters of one part, `**` for any parts */
  path: text({ min: 1, max: 2000 }).optional(),
});
export type NewRule = z.infer<typeof newRule>;

export const ruleEndpoints = {
  listRules: endpoint({
    method: "GET",
    path: "/rules",
    summary: "The rules that count, of one contract with the owner's own, or all of them",
    scope: "read",
    params: none,
    query: closed({ ...page, contractId: id.optional() }),
    body: none,
    answer: listOf(ruleShape),
    status: 200,
    errors: ["VALIDATION", "INVALID_CURSOR"],
  }),
  addRule: endpoint({
    method: "POST",
    path: "/rules",
    summary: "Allow or deny agents something without asking; the same rule again is the one that there is",
    scope: "owner",
    params: none,
    query: none,
    body: newRule,
    answer: ruleShape,
    status: 201,
    errors: ["VALIDATION", "RULE_PATTERN", "NOT_FOUND"],
  }),
  removeRule: endpoint({
    method: "DELETE",
    path: "/rules/{id}",
    summary: "Remove a rule; from the next request on it counts no more",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: none,
    answer: ruleShape,
    status: 200,
    errors: ["NOT_FOUND"],
  }),
};
