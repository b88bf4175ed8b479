import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandJournal } from "./command-journal.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "makima-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const check = { kind: "check_repository" as const, path: "/somewhere", baseBranch: null };

describe("the journal of commands", () => {
  it("accepts a command once, also over a restart and a torn last line", async () => {
    const path = join(folder, "commands.ndjson");
    const first = await CommandJournal.open(path);
    expect(await first.accept({ id: "a", command: check }, { keepBody: true })).toBe(true);
    expect(await first.accept({ id: "a", command: check }, { keepBody: true })).toBe(false);
    await first.close();
    await appendFile(path, '{"state":"accep');
    const second = await CommandJournal.open(path);
    expect(await second.accept({ id: "a", command: check }, { keepBody: true })).toBe(false);
    expect(await second.accept({ id: "b", command: check }, { keepBody: true })).toBe(true);
    await second.close();
  });

  it("gives back what was cut short and may be done again, until it is finished", async () => {
    const path = join(folder, "commands.ndjson");
    const first = await CommandJournal.open(path);
    await first.accept({ id: "done", command: check }, { keepBody: true });
    await first.accept({ id: "cut", command: check }, { keepBody: true });
    await first.accept({ id: "run", command: check }, { keepBody: false });
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
