// What needs a person: questions, oldest first.
import type { questionEndpoints } from "@makima/protocol/questions";
import { z } from "zod";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf, placeTime } from "../db/page-cursor.ts";
import { readOwnerCursor } from "../journal/read-cursors.ts";
import type { Principal, World } from "../world.ts";
import { type QuestionRow, SELECT_QUESTION, showQuestion } from "./reader.ts";

type Query = z.infer<typeof questionEndpoints.listQuestions.query>;
type Answer = z.infer<typeof questionEndpoints.listQuestions.answer>;

const LIST_QUESTIONS = statement(
  "list-questions",
  `select listed.*, listed."askedAt"::text as place from (${SELECT_QUESTION}
     where q.owner_id = $1 and q.status = $2 and (not $3::boolean or c.status = 'active')
       and ($4::uuid is null or q.contract_id = $4) and ($5::uuid is null or q.task_id = $5)
       and ($6::text is null or q.question_type = $6)
       and ($7::timestamptz is null or (q.asked_at, q.id) > ($7::timestamptz, $8::uuid))
     order by q.asked_at, q.id limit $9
   ) listed order by listed."askedAt", listed.id`,
);

/** Pending ones of active contracts, unless a status, a contract or a task is named. Throws INVALID_CURSOR. */
export async function listQuestions(
  world: World,
  principal: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { ownerId } = principal;
  const of = { ownerId, list: "questions", query };
  const after = decodePageCursor(of, query.cursor, z.tuple([placeTime, z.uuid()]));
  const activeOnly =
    query.status === undefined && query.contractId === undefined && query.taskId === undefined;
  const cursor = await readOwnerCursor(world.db, ownerId);
  const found = await world.db.rows<QuestionRow & { place: string }>(LIST_QUESTIONS, [
    ownerId,
    query.status ?? "pending",
    activeOnly,
    query.contractId ?? null,
    query.taskId ?? null,
    query.questionType ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ place, id }) =>
    encodePageCursor(of, [place, id]),
  );
  return { items: rows.map(showQuestion), nextCursor, cursor };
}
