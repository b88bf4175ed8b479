// The script in a real bash, with the real program behind it: what is offered for a TAB, and that nothing typed is run.
import { access, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@makima/testkit/database";
import { plantContract } from "@makima/testkit/rows";
import { startServer } from "@makima/testkit/server";
import { createTestWorld } from "@makima/testkit/world";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shortId } from "../find-by-id.ts";
import { runToEnd } from "../ports/programs.ts";

let folder = "";
let environment: Record<string, string> = {};
let ids: { contractId: string; taskId: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "makima-completion-"));
  const bin = fileURLToPath(new URL("../bin/makima.js", import.meta.url));
  await symlink(bin, join(folder, "makima"));
  const database = await createTestDatabase();
  const { world, principal, apiKey } = await createTestWorld({}, database);
  ids = await plantContract(database, world.ids, principal);
  const { url } = await startServer({ database, apiKey });
  const path = [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  environment = { PATH: path, HOME: folder, MAKIMA_HOME: folder, MAKIMA_URL: url, MAKIMA_API_KEY: apiKey };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The words as bash would have them in front of a TAB behind the last one. */
async function offered(...words: string[]): Promise<string[]> {
  const script = [
    "source <(makima completion bash)",
    'COMP_WORDS=(makima "$@")',
    `COMP_CWORD=${words.length}`,
    "_makima",
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join("\n");
  const { code, stdout, stderr } = await runToEnd("/bin/bash", {
    args: ["--norc", "-c", script, "bash", ...words],
    environment,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.split("\n").filter((line) => line !== "");
}

test("one offer is put in as it is, several come with what they are", async () => {
  expect(await offered("contract", "sho")).toEqual(["show"]);
  expect(await offered("contract", "st")).toEqual(["start"]);
  expect(await offered("comp")).toEqual(["completion"]);
  expect(await offered("key", "")).toContain("revoke  (revoke an API key at once)");
});

test("ids come from the server", async () => {
  expect(await offered("contract", "show", "")).toEqual([shortId(ids.contractId)]);
  expect(await offered("task", "show", shortId(ids.taskId).slice(0, 2))).toEqual([shortId(ids.taskId)]);
});

test("a server that is away is no failure", async () => {
  environment = { ...environment, MAKIMA_URL: "http://127.0.0.1:9" };
  expect(await offered("contract", "show", "")).toEqual([]);
});

test("what was typed is never run", async () => {
  const trap = join(folder, "trap");
  await offered("task", `$(touch ${trap})`, `\`touch ${trap}\``, "");
  await expect(access(trap)).rejects.toMatchObject({ code: "ENOENT" });
});
