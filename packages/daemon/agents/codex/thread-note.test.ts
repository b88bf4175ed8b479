import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readThreadNote, writeThreadNote } from "./thread-note.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "makima-note-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
const note = { threadId: "t1", sentBytes: 7, isHeard: false };

test("a note is read again; one that is none is as if there were none", async () => {
  const folder = join(await makeFolder(), "task");
  expect(await readThreadNote(folder)).toBe(null);
  await writeThreadNote(folder, note);
  expect(await readThreadNote(folder)).toEqual(note);
  await writeFile(join(folder, "codex-thread.json"), "{");
  expect(await readThreadNote(folder)).toBe(null);
});

test("a link that an agent puts in its place is replaced, and what it names stays as it is", async () => {
  const folder = await makeFolder();
  const secret = join(folder, "secret");
  await writeFile(secret, "untouched");
  for (const name of ["codex-thread.json", "codex-thread.json.new"])
    await symlink(secret, join(folder, name));
  expect(await readThreadNote(folder)).toBe(null);
  await writeThreadNote(folder, note);
  expect(await readFile(secret, "utf8")).toBe("untouched");
  expect(await readThreadNote(folder)).toEqual(note);
});
