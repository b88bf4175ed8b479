// Why an agent that lives could not do its turn, as far as its program tells.
import { z } from "zod";
import { time } from "../shapes/shapes.ts";

/**
 * `login`: no login, or one that is refused or over · `rate_limited`: a limit or a quota, over at `resetAt` where that is told · `overloaded`: the
 * provider is, and a while later may not be · `context_too_long`: the conversation does not fit the model · `model_unknown`: no such model for this login.
 */
export const agentFault = z.object({
  kind: z.enum(["login", "rate_limited", "overloaded", "context_too_long", "model_unknown", "other"]),
  resetAt: time.nullable(),
});
export type AgentFault = z.infer<typeof agentFault>;
