// Gives the events of all contracts their numbers in their owner's feed, one server at a time.
import { statement } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { feedBell } from "../journal/feed-bell.ts";
import { MOVE_HORIZON, NUMBER_FEED } from "../journal/feed-writer.ts";
import type { Reconciler } from "./reconciler.ts";

const AT_ONCE = 2_000;

const TRY_LOCK = statement("try-lock-feed", "select pg_try_advisory_xact_lock(7420003) as locked");

// The oldest transaction that still runs: whatever is older can be seen now, or will never be. A horizon from the future comes from another
// database's backup, whose numbers of transactions mean nothing here, so everything is looked at once more.
const HORIZON = statement(
  "feed-horizon",
  `select case when horizon > pg_snapshot_xmax(pg_current_snapshot()) then '0' else horizon::text end as horizon,
          pg_snapshot_xmin(pg_current_snapshot())::text as next
   from feed_horizon`,
);

export const numberFeed: Reconciler = {
  name: "number-feed",
  ownBell: bell.events,
  isPrompt: true,
  round: ({ db, doorbell }) =>
    db.transaction(async (tx) => {
      // Sent together: the connection does them one after the other, so the lock comes first.
      const [lock, place] = await Promise.all([
        tx.row<{ locked: boolean }>(TRY_LOCK, []),
        tx.row<{ horizon: string; next: string }>(HORIZON, []),
      ]);
      if (lock?.locked !== true) return { did: 0 };
      if (place === null) throw new Error("the feed has no horizon");
      const feeds = await tx.rows<{ owner_id: string; numbered: number }>(NUMBER_FEED, [
        place.horizon,
        AT_ONCE,
      ]);
      const did = feeds.reduce((sum, { numbered }) => sum + numbered, 0);
      // The horizon was read before the events, so all that is older than it has been among them.
      if (did < AT_ONCE) tx.send(MOVE_HORIZON, [place.next]);
      tx.onCommit(() => doorbell.ring(...feeds.map(({ owner_id }) => feedBell(owner_id))));
      // Whoever commits events that this round could not see rings after its COMMIT.
      return { did, isAll: did < AT_ONCE };
    }),
};
