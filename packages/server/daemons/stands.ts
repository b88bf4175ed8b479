// Whether a command is still a daemon's to do: it may have been finished, or given to another one, while that daemon was away.
import { type Reader, statement } from "../db/database.ts";

const STANDS = statement(
  "does-command-stand",
  "select 1 as one from command where owner_id = $1 and daemon_id = $2 and id = $3 and finished_at is null",
);

export async function stands(
  reader: Reader,
  { ownerId, daemonId, commandId }: { ownerId: string; daemonId: string; commandId: string },
): Promise<{ stands: boolean }> {
  return { stands: (await reader.row(STANDS, [ownerId, daemonId, commandId])) !== null };
}
