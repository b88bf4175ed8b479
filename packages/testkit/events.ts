// The journal of a contract as tests look at it, and the feeds numbered without waiting for a server's round.
import { statement } from "@makima/server/db/database";
import { indexWords } from "@makima/server/reconcilers/index-words";
import { numberFeed } from "@makima/server/reconcilers/number-feed";
import { numberHistories } from "@makima/server/reconcilers/number-histories";
import type { World } from "@makima/server/world";
import type { Of } from "./contracts.ts";

export type ToldEvent = {
  type: string;
  actor: { kind: string; id: string | null };
  taskId: string | null;
  data: Record<string, unknown>;
};

const EVENTS = statement(
  "test-events",
  `select type, jsonb_build_object('kind', actor_kind, 'id', actor_id) as actor, task_id as "taskId", data from event
   where owner_id = $1 and contract_id = $2 and starts_with(type, $3) order by number`,
);

/** The events of a contract whose type begins so. */
export const eventsOf = ({ world, principal }: Of, contractId: string, type = ""): Promise<ToldEvent[]> =>
  world.db.rows<ToldEvent>(EVENTS, [principal.ownerId, contractId, type]);

/** The types of a contract's events, in their order. */
export const typesOf = async (of: Of, contractId: string): Promise<string[]> =>
  (await eventsOf(of, contractId)).map(({ type }) => type);

/** Gives all events that are committed their numbers in their owner's feed. */
export async function numberFeeds(world: World): Promise<void> {
  await numberFeed.round(world);
}

/** Brings all that is committed into the histories of its contracts, and from there into the search index. */
export async function settleHistories(world: World): Promise<void> {
  for (const reconciler of [numberHistories(), indexWords()]) {
    for (let did = 1; did > 0; ) did = (await reconciler.round(world)).did;
  }
}
