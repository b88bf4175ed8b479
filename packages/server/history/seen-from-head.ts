// The frame of every operation that shows something of a task as it is seen from its head.
import type { Reader } from "../db/database.ts";
import type { Principal, World } from "../world.ts";
import { readView, type View } from "./reader.ts";

type Show<Query, Answer> = (seen: { reader: Reader; view: View; query: Query }) => Promise<Answer>;

type Operation<Query, Answer> = (
  world: World,
  principal: Principal,
  input: { params: { id: string }; query: Query },
) => Promise<Answer>;

/** The operation that shows this. It throws NOT_FOUND, and what `show` refuses. */
export const seenFromHead =
  <Query, Answer>(show: Show<Query, Answer>): Operation<Query, Answer> =>
  async ({ db: reader }, { ownerId }, { params, query }) =>
    show({ reader, view: await readView(reader, { ownerId, taskId: params.id }), query });
