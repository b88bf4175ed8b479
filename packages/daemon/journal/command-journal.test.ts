import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandJournal, type NumberedCommand } from "./command-journal.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "makima-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const check = { kind: "check_repository" as const, path: "/somewhere", baseBranch: null };

/** Whether it is new, once that is on disk. */
async function accept(journal: CommandJournal, command: NumberedCommand): Promise<boolean> {
  const { isNew, written } = journal.accept(command, { keepBody: true });
  await written;
  return isNew;
}

describe("the journal of commands", () => {
  it("accepts a command once, also over a restart and a torn last line", async () => {
    const path = join(folder, "commands.ndjson");
    const first = await CommandJournal.open(path);
    expect(await accept(first, { id: "a", command: check })).toBe(true);
    expect(await accept(first, { id: "a", command: check })).toBe(false);
    await first.close();
    await appendFile(path, '{"state":"accep');
    const second = await CommandJournal.open(path);
    expect(await accept(second, { id: "a", command: check })).toBe(false);
    expect(await accept(second, { id: "b", command: check })).toBe(true);
    await second.close();
  });

  it("gives back what was cut short and may be done again, until it is finished", async () => {
    const path = join(folder, "commands.ndjson");
    const first = await CommandJournal.open(path);
    await accept(first, { id: "done", command: check });
    await accept(first, { id: "cut", command: check });
    await first.accept({ id: "run", command: check }, { keepBody: false }).written;
    await first.finish("done");
    await first.close();
    const second = await CommandJournal.open(path);
    expect(second.unfinished).toEqual([{ id: "cut", command: check }]);
    await second.finish("cut");
    await second.close();
    const third = await CommandJournal.open(path);
    expect(third.unfinished).toEqual([]);
    await third.close();
  });
});
