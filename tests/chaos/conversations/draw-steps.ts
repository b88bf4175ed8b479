// Draws what may happen to conversations: words, new runs, rewinds, their undoing, forks, and what comes too late.
import type { ConversationStep } from "@makima/testkit/conversations/conversation-model";
import fc from "fast-check";

/** Of the usual prototype, so that a step prints as it is written. */
const step = <Name extends ConversationStep["do"], More extends object>(
  name: Name,
  more: { [Key in keyof More]: fc.Arbitrary<More[Key]> },
) => fc.record({ do: fc.constant(name), task, ...more }, { noNullPrototype: true });

const task = fc.nat({ max: 7 });
const place = fc.nat({ max: 40 });

export const conversationSteps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: step("say", { count: fc.integer({ min: 1, max: 4 }), again: fc.nat({ max: 3 }) }),
    },
    { weight: 2, arbitrary: step("tell", {}) },
    { weight: 1, arbitrary: step("late", {}) },
    { weight: 1, arbitrary: step("restore", {}) },
    { weight: 4, arbitrary: step("rewind", { place }) },
    { weight: 3, arbitrary: step("undo", { which: fc.nat({ max: 9 }) }) },
    { weight: 2, arbitrary: step("fork", { place }) },
    { weight: 1, arbitrary: step("crash", { place }) },
  ),
  { minLength: 4, maxLength: 16 },
) as fc.Arbitrary<ConversationStep[]>;
