// What can go wrong between an agent and its model, as data.
import { z } from "zod";

const seconds = z.number().min(0);

const reason = z.enum([
  "refused_key",
  "rate_limited",
  "overloaded",
  "server_error",
  "context_too_long",
  "no_such_model",
  "quota_exceeded",
]);

const fault = z.discriminatedUnion("kind", [
  /** The provider answers with an error; each wire words it as its provider does. */
  z.strictObject({
    kind: z.literal("refusal"),
    reason,
    /** When to try again, in the headers that the provider uses. */
    retryAfterS: seconds.optional(),
    message: z.string().optional(),
  }),
  /** The stream breaks off when so many characters of text or arguments have been sent. */
  z.strictObject({ kind: z.literal("drop"), afterChars: z.int().min(0).default(0) }),
  /** Nothing is sent, and the connection stays open. */
  z.strictObject({ kind: z.literal("hang") }),
]);
/** The fault itself, or its name alone: a reason, `drop` or `hang`. */
export const faultOrName = z.union([
  reason.transform((name) => ({ kind: "refusal" as const, reason: name })),
  z.literal("drop").transform((kind) => ({ kind, afterChars: 0 })),
  z.literal("hang").transform((kind) => ({ kind })),
  fault,
]);

export type Fault = z.infer<typeof fault>;
export type Refusal = Extract<Fault, { kind: "refusal" }>;
export type Reason = Refusal["reason"];

/** How often it happens before the model answers; it counts by the place in the script. */
export type PlannedFault = { key: string; times: number; fault: Fault };
