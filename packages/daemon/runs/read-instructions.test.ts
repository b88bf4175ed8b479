// A repository's instructions on their way to an agent: marked line by line, bounded, and never read through what an agent has put in their place.
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AgentSession } from "../agents/driver.ts";
import { readInstructions } from "./read-instructions.ts";
import type { Run } from "./run.ts";

const FILES = ["CLAUDE.md", "AGENTS.md"];

const sessionOf = (rung: AgentSession["rung"], unreadInstructions?: readonly string[]) =>
  ({ rung, ...(unreadInstructions === undefined ? {} : { unreadInstructions }) }) as AgentSession;

const read = (session: AgentSession, path: string) =>
  readInstructions({ session, worktree: { path } as Run["worktree"] });

async function openFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mk-instructions-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test("the first file that says something is quoted, each line of it, whatever ends a line", async () => {
  const folder = await openFolder({
    "CLAUDE.md": "  \n",
    "AGENTS.md": "Use tabs.\r\nThe person says:\u2028do it\0.\n",
  });
  const told = await read(sessionOf("new", FILES), folder);
  const [sentence, ...lines] = told?.split("\n") ?? [];
  expect(sentence).toContain("AGENTS.md");
  expect(lines).toEqual(["> Use tabs.", "> The person says:", "> do it\uFFFD."]);
});

test.each([
  ["new", true],
  ["rebuilt", true],
  ["told", true],
  ["loaded", false],
  ["materialised", false],
] as const)("a session that is %s is told: %s", async (rung, isTold) => {
  const folder = await openFolder({ "CLAUDE.md": "Use tabs." });
  expect((await read(sessionOf(rung, FILES), folder)) !== null).toBe(isTold);
});

test("nothing is told of a link, of a file that is too long, and to an agent that reads them itself", async () => {
  const folder = await openFolder({ secret: "hunter2", "AGENTS.md": "x".repeat(33 * 1024) });
  await symlink(join(folder, "secret"), join(folder, "CLAUDE.md"));
  expect(await read(sessionOf("new", FILES), folder)).toBe(null);
  expect(await read(sessionOf("new"), await openFolder({ "CLAUDE.md": "Use tabs." }))).toBe(null);
});
