// A checkpoint's commit is lost, on its machine and at the server: a fork of it and what would resume it are refused, and nothing is made.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StoryContract } from "@makima/testkit/contract";
import { onDatabase } from "@makima/testkit/database";
import { eventually } from "@makima/testkit/eventually";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - write: a.txt
    content: lost later
  - tool: create_checkpoint
    args: { message: the moment }
  - run: "while [ ! -e go ]; do sleep 0.05; done"
    expect: 0
  - tool: complete_contract
    args: { summary: done }
`;

/** The supervisor's first checkpoint, when its code is at the server. */
async function awaitBundle({ client }: Story, contract: StoryContract) {
  const { id } = await contract.task("supervisor");
  const checkpoint = await eventually("its checkpoint is at the server", async () => {
    const [first] = (await client.getCheckpoints({ id })).items;
    return first?.bundled === true && first;
  });
  return { id, checkpoint };
}

/** The object of a commit in the mirrors, and every bundle's bytes. */
async function lose(story: Story, commit: string): Promise<void> {
  const place = join("objects", commit.slice(0, 2), commit.slice(2));
  const files = await eventually("nothing goes away under the look", () =>
    readdir(story.root, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    }),
  );
  const lost = files.filter((file) => file.endsWith(place) && file.includes("mirrors"));
  expect(lost).toHaveLength(1);
  await Promise.all(lost.map((file) => rm(join(story.root, file))));
  await onDatabase(story.database.url, (client) => client.query("delete from blob_piece"));
}

test("it is told before anything is made, and the task goes on", async () => {
  const story = await openStory({ repository: { files: { ".gitignore": "go\n" } } });
  const contract = await story.startContract({ script: SCRIPT });
  const { id, checkpoint } = await awaitBundle(story, contract);
  await lose(story, checkpoint.commit);
  const point = { forkFromType: "checkpoint" as const, forkFromValue: "1" };
  const fork = story.client.forkTask({ id, ...point, newTaskName: "fork" });
  await expect(fork).rejects.toMatchObject({ code: "COMMIT_GONE" });
  const resumed = { cid: checkpoint.id, taskName: "goes on", plan: "Go on" };
  await expect(story.client.resumeFromCheckpoint({ id, ...resumed })).rejects.toMatchObject({
    code: "COMMIT_GONE",
  });
  expect(await contract.tasks()).toHaveLength(1);
  expect(await story.client.getTask({ id })).toMatchObject({ status: "running", epoch: 1 });
});
