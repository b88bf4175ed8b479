// Random histories of conversations: the store in real PostgreSQL beside plain arrays.
import { runConversationSteps } from "@makima/testkit/conversations/conversation-model";
import { openConversationWorld } from "@makima/testkit/conversations/conversation-world";
import { type Proof, proveHistories } from "../prove-histories.ts";
import { conversationSteps } from "./draw-steps.ts";

/** Gives how many were run. Throws the smallest history that fails, with the seed that gives it again. */
export const proveConversations = (proof: Proof): Promise<number> =>
  proveHistories({ open: openConversationWorld, steps: conversationSteps, run: runConversationSteps }, proof);
