// `npm run proof:conversations -- --runs N --seed S --lanes K`: random conversations in real PostgreSQL against plain arrays. Exit code 1 with the
// smallest history that fails.
import { proveConversations } from "./conversations/prove-conversations.ts";
import { provenBy } from "./proven-by.ts";

await provenBy({
  prove: proveConversations,
  runs: 100_000,
  toldEvery: 1000,
  agree: "the store and plain arrays agree in all of them",
});
