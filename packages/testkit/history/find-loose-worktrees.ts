// Checkouts on disk that nobody wants: of tasks that are not there, and those that their daemon is said to have removed.
import type { Dirent } from "node:fs";
import { basename, join } from "node:path";
import type pg from "pg";

const UNWANTED = `select id::text as name from unnest($1::uuid[]) as id
 where not exists (select 1 from task t where t.id = id)
   or exists (select 1 from worktree w where w.task_id = id and w.daemon_id = $2 and w.state = 'removed')`;

/** Their paths, below the homes of these daemons. */
export async function findLooseWorktrees(
  client: pg.Client,
  { files, daemons }: { files: readonly Dirent[]; daemons: readonly { id: string; home: string }[] },
): Promise<string[]> {
  const checkouts = files.filter(
    (file) => file.isDirectory() && basename(file.parentPath) === "worktrees" && TASK_ID.test(file.name),
  );
  const loose: string[] = [];
  for (const { id, home } of daemons) {
    const own = checkouts.filter(({ parentPath }) => parentPath.startsWith(`${home}/`));
    const { rows } = await client.query<{ name: string }>(UNWANTED, [own.map(({ name }) => name), id]);
    const names = new Set(rows.map(({ name }) => name));
    loose.push(
      ...own.filter(({ name }) => names.has(name)).map(({ parentPath, name }) => join(parentPath, name)),
    );
  }
  return loose;
}

const TASK_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
