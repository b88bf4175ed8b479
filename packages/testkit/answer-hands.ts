// A daemon's hands as a test wants them to answer.
import { recordHands } from "@makima/server/calls/calls";
import { expect } from "vitest";
import { look } from "./runs.ts";
import type { TestWorld } from "./world.ts";

type Result = { ok: true; value: unknown } | { ok: false; code: string; message: string };

/** Waits for the command of this kind that is not answered yet, and answers it. Gives what was asked. */
export async function answerHands(
  of: TestWorld,
  { daemonId, kind, result }: { daemonId: string; kind: string; result: Result },
): Promise<Record<string, unknown>> {
  const find = () =>
    look<{ id: string; payload: Record<string, unknown> }>(
      of,
      "select id, payload from command where daemon_id = $1 and kind = $2 and finished_at is null",
      [daemonId, kind],
    );
  await expect.poll(find).toHaveLength(1);
  const [command] = await find();
  if (command === undefined) throw new Error("the command is there");
  const record = { kind: "command_done" as const, commandId: command.id, result };
  await recordHands(of.world, { ownerId: of.principal.ownerId, daemonId, record });
  return command.payload;
}
