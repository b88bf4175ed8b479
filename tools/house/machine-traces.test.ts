// Shows the traces that the rule sees. The samples are put together, so that this file holds none.
import { expect, test } from "vitest";
import { machineTraces } from "./machine-traces.ts";
import { treeOf } from "./tree.ts";

const found = (text: string): number => machineTraces.find(treeOf({ "a.md": text })).length;
const path = (...parts: readonly string[]): string => ["", ...parts].join("/");

test.each([
  path("home", "jan", "src"),
  path("Users", "jan", "src"),
  path("work", "main"),
  `C:${["", "Users", "jan"].join("\\")}`,
  `https:/${path("registry.example.org", "x")}`,
  `http:/${path("npm.example.org:4873", "x")}`,
  `https:/${path("registry.npmjs" + ".org", "x")}`,
])("%s is refused", (text) => {
  expect(found(`see ${text}`)).toBe(1);
});

test.each([
  path("home", "you", "src"),
  path("tmp", "makima"),
  path("var", "lib", "makima"),
  "packages/work/main.ts",
  "https://nodejs.org/en",
])("%s is fine", (text) => {
  expect(found(`see ${text}`)).toBe(0);
});
