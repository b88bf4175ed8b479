// Writes the generated part of the documentation: everything in docs/reference. With --check it writes nothing and tells what is not current.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { configPage } from "./docs/config-page.ts";
import { errorsPage } from "./docs/errors-page.ts";
import { eventsPage } from "./docs/events-page.ts";
import { openApiPage } from "./docs/openapi-page.ts";
import { schemaPage } from "./docs/schema-page.ts";
import { root } from "./gates/gate.ts";

const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  "config.md": configPage,
  "errors.md": errorsPage,
  "events.md": eventsPage,
  "openapi.json": openApiPage,
  "schema.sql": schemaPage,
};

const isCheck = process.argv.includes("--check");
const folder = join(root, "docs", "reference");
const stale: string[] = [];
await mkdir(folder, { recursive: true });
for (const [name, write] of Object.entries(pages)) {
  const [path, text] = [join(folder, name), await write()];
  if ((await readOrNothing(path)) === text) continue;
  stale.push(name);
  if (!isCheck) await writeFile(path, text);
}
const list = stale.map((name) => `docs/reference/${name}`).join(" ");
if (stale.length > 0)
  process.stdout.write(isCheck ? `Not current: ${list}. Run \`npm run docs\`.\n` : `Wrote ${list}\n`);
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;

async function readOrNothing(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
