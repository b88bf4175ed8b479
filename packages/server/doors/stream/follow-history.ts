// Follows a contract's history: messages, events and checkpoints of all its tasks in their one order.
import type { Topic } from "@makima/protocol/stream";
import { loadContract } from "../../contracts/contracts.ts";
import { historyBehind, lastHistoryNumber } from "../../history/history.ts";
import { historyCursor } from "../../journal/cursor.ts";
import { historyBell } from "../../journal/history-bell.ts";
import type { Followed } from "./followed.ts";
import { pieceOf } from "./piece.ts";

const AT_ONCE = 100;

export function followHistory(topic: Topic, of: { ownerId: string; contractId: string }): Followed {
  return {
    topic,
    bell: historyBell(of.contractId),
    deltasOf: null,
    end: async (db) => {
      await loadContract(db, of);
      return [await lastHistoryNumber(db, of)];
    },
    behind: async (db, [after = 0]) => {
      const items = await historyBehind(db, { ...of, after, limit: AT_ONCE });
      const pieces = items.map((item) =>
        pieceOf({ topic, kind: "history", data: item, source: 0, number: item.number, isLast: true }),
      );
      return { pieces, isAll: items.length < AT_ONCE };
    },
    cursorAt: ([number = 0]) => historyCursor({ contractId: of.contractId, number }),
  };
}
