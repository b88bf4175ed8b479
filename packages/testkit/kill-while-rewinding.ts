// Kills a program of a story while a rewind is under way, and starts it again.
import { onDatabase } from "./database.ts";
import { eventually } from "./eventually.ts";
import type { Story } from "./story.ts";

/** `nothing`: it is left alone. The daemon dies by itself at the point that the story was opened with. */
export async function killWhileRewinding(story: Story, killed: string): Promise<void> {
  const [daemon] = story.daemons;
  if (killed === "daemon") {
    await daemon?.died();
    await daemon?.restart();
  }
  if (killed === "server") {
    await eventually("the rewind is a row", async () => (await rewinds(story)) > 0);
    await story.killServer();
    await story.restartServer();
  }
}

const rewinds = ({ database }: Story): Promise<number> =>
  onDatabase(
    database.url,
    async (client) => (await client.query("select 1 from rewind where not dry_run")).rowCount ?? 0,
  );
