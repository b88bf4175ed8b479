// The generated documentation is current.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { configPage } from "./config-page.ts";
import { errorsPage } from "./errors-page.ts";
import { eventsPage } from "./events-page.ts";
import { openApiPage } from "./openapi-page.ts";

test.each([
  ["config.md", configPage],
  ["errors.md", errorsPage],
  ["events.md", eventsPage],
  ["openapi.json", openApiPage],
])("docs/reference/%s is current", async (name, write) => {
  const committed = await readFile(new URL(`../../docs/reference/${name}`, import.meta.url), "utf8");
  // Where it differs: run `npm run docs` and commit what it wrote.
  expect(write()).toBe(committed);
});
