// The pieces that many shapes share: ids, times, text with a limit, lists with a cursor.
import { z } from "zod";

/** Text that PostgreSQL can hold as it is: no NUL, no half of a surrogate pair. */
export const text = (limit: { min?: number; max: number }) =>
  z
    .string()
    .min(limit.min ?? 0)
    .max(limit.max)
    .refine(
      (value) => value.isWellFormed() && !value.includes("\u0000"),
      "holds a NUL or half a surrogate pair",
    );

/** A name for people: one line, 1–200 characters. */
export const name = text({ min: 1, max: 200 }).refine(
  (value) => value.trim() !== "" && !/[\r\n]/.test(value),
  "must be one line that is not blank",
);

/** An agent's name, or `name:model`. */
export const agentChoice = text({ min: 1, max: 300 }).refine(
  (value) => /^[^:]+(:.+)?$/s.test(value) && value.trim() === value,
  "must be an agent's name, or its name and a model as in claude:opus",
);

export const id = z.uuid();
export const time = z.iso.datetime();
export const count = z.int().min(0);
const MAX_GOAL_LENGTH = 262_144;

/** A goal or a plan: what an agent is to do. */
export const instruction = text({ min: 1, max: MAX_GOAL_LENGTH }).refine(
  (value) => value.trim() !== "",
  "is blank",
);

export const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
};

export const flag = z
  .enum(["true", "false"])
  .transform((value) => value === "true")
  .optional();

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), cursor: z.string().optional() });

/** An object of a request: a field that is not named here is refused. */
export const closed = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape);

export const none = closed({});
