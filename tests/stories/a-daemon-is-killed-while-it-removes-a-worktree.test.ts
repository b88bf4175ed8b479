// The daemon dies in the middle of a removal: before it began, with the checkout half deleted, or before it could say so. Its next life finishes it,
// and nothing of the work is lost.
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - write: first/done.txt
    content: done
  - write: second.txt
    content: second
  - tool: complete_task
    args: { summary: Done }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: writer, plan: "script: ./writer.yaml" }
    as: writer
  - wait: \${writer.taskId}
  - tool: complete_contract
    args: { summary: done }
`;

test.each(["command journaled: remove_worktree", "record made: command_done#2"])(
  "killed at «%s», and once more with half of it deleted",
  async (point) => {
    const story = await openStory({ repository: { files: { "writer.yaml": WORKER } }, daemonDiesAt: point });
    const { client } = story;
    const [daemon] = story.daemons;
    if (daemon === undefined) throw new Error("the story has a daemon");
    const contract = await story.startContract({ script: SUPERVISOR });
    const { id } = await contract.task("writer");
    await contract.ended();
    await eventually("the worktree is told of", async () => {
      const [found] = (await client.listWorktrees({ taskId: id })).items;
      return found?.state === "standing";
    });
    const path = (await client.getTask({ id })).worktreePath ?? "";
    const kept = join(story.root, "kept");
    await cp(path, kept, { recursive: true });

    expect(await client.pruneWorktrees({ taskIds: [id] })).toMatchObject({ items: [{ goes: true }] });
    expect(await daemon.died()).toBe("SIGKILL");
    // As a kill in the middle of the deletion leaves it.
    const trash = join(dirname(dirname(path)), "trash", id);
    if (existsSync(path)) {
      await mkdir(trash, { recursive: true });
      await rename(path, join(trash, "worktree"));
      await rm(join(trash, "worktree", "second.txt"));
    }
    await daemon.restart();
    await eventually("it is in the trash can", async () => {
      const [found] = (await client.listWorktrees({ taskId: id })).items;
      return found?.state === "removed";
    });
    expect([existsSync(path), existsSync(join(trash, "worktree"))]).toEqual([false, false]);
    expect(await client.restoreWorktree({ id })).toEqual({ path, isWhole: true });
    for (const file of ["first/done.txt", "second.txt", "README.md"])
      expect(await readFile(join(path, file), "utf8")).toBe(await readFile(join(kept, file), "utf8"));
    await story.checkHistory();
  },
);
