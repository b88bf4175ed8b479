// What became of a call that was answered with 202: the row of a command, or of a rewind, tells.
import { Refusal } from "@makima/protocol/errors";
import { statement } from "../db/database.ts";
import type { Principal, World } from "../world.ts";
import type { CommandResult } from "./commands.ts";

type Row = { id: string; result: CommandResult | null; createdAt: Date; finishedAt: Date | null };

const OPERATION = statement(
  "operation",
  `select id, result, created_at as "createdAt", finished_at as "finishedAt" from command where owner_id = $1 and id = $2
   union all
   select id, case status when 'done' then jsonb_build_object('ok', true, 'value', result)
       when 'failed' then failure || '{"ok": false}' end, created_at, ended_at
   from rewind where owner_id = $1 and id = $2`,
);

export type Operation = {
  id: string;
  status: "pending" | "done" | "failed";
  result: unknown;
  createdAt: string;
  finishedAt: string | null;
};

/** Throws NOT_FOUND. */
export async function getOperation(
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<Operation> {
  const row = await world.db.row<Row>(OPERATION, [principal.ownerId, params.id]);
  if (row === null) throw new Refusal("NOT_FOUND", "there is no such operation");
  const { id, result, createdAt, finishedAt } = row;
  return {
    id,
    status: result === null ? "pending" : result.ok ? "done" : "failed",
    result: result?.ok === true ? result.value : result,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
