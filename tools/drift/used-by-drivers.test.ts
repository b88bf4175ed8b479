// Holds the list of what our drivers use against their sources and against what is committed: a list that is not true would hide a drift.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AGENT_NAMES } from "@makima/scripted-model/point-agent";
import { expect, test } from "vitest";
import { root } from "../gates/gate.ts";
import { compareAnnounced } from "./compare-announced.ts";
import { readPinned } from "./pinned.ts";
import { USED_BY_DRIVERS } from "./used-by-drivers.ts";

// Claude has flags that its help does not list, and names tools that it does not always have.
const KNOWN_UNANNOUNCED: readonly string[] = [
  "flags: --session-mirror",
  "flags: --permission-prompt-tool",
  "system/init: tools[Agent]",
  "system/init: tools[RemoteTrigger]",
];

test.each(AGENT_NAMES)("what the driver uses of %s is announced by its pinned version", async (agent) => {
  const { announced } = await readPinned(agent);
  const { unannounced } = compareAnnounced(announced, announced, USED_BY_DRIVERS[agent]);
  expect(unannounced).toEqual(agent === "claude" ? KNOWN_UNANNOUNCED : []);
});

const sources = (driver: string): string => {
  const folder = join(root, "packages", "daemon", "agents", driver);
  const names = readdirSync(folder).filter((name) => /(?<!\.test)\.ts$/.test(name));
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
};

test("the list has each request that our driver makes of Codex, and each of Codex's that it answers", () => {
  const source = sources("codex");
  const used = USED_BY_DRIVERS.codex;
  const isMethod = (name: string): boolean => !name.includes(".");
  const made = [...source.matchAll(/\b(?:request|ask)\(\s*"([\w/]+)"/g)].map(([, name]) => name);
  expect(new Set(made)).toEqual(new Set(used["requests"]?.filter(isMethod)));
  const answered = [...sourceOf("answer-request.ts").matchAll(/case "([\w/]+)":/g)].map(([, name]) => name);
  expect(new Set(answered)).toEqual(new Set(used["requests of its own"]?.filter(isMethod)));
});

const sourceOf = (name: string): string =>
  readFileSync(join(root, "packages", "daemon", "agents", "codex", name), "utf8");

test.each([
  ["claude", "claude", "frames"],
  ["codex", "codex", "requests of its own"],
  ["gemini", "acp", "answer to initialize"],
] as const)("each field of %s that is listed stands in the %s driver (%s)", (agent, driver, topic) => {
  const source = sources(driver);
  const fields = (USED_BY_DRIVERS[agent] as Record<string, readonly string[]>)[topic] ?? [];
  const last = fields.map((name) => name.split(/[./]/).at(-1) ?? "");
  expect(last.filter((word) => !source.includes(word))).toEqual([]);
});
