// Random histories of conversations: each reads as a plain array would, whatever was rewound, undone and forked. The whole proof is
// `npm run proof:conversations`.
import { expect, test } from "vitest";
import { proveConversations } from "./conversations/prove-conversations.ts";

test("the store and plain arrays agree", async () => {
  const done = await proveConversations({ seed: 20_000, runs: 400, lanes: 2, limitMs: 15_000 });
  expect(done).toBeGreaterThan(0);
});
