// The scan of a worktree whose base has a submodule: the change of its commit is told, and nothing that its own configuration names is run.
import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaultLimits, listChanges } from "./list-changes.ts";
import { git, makeWorld, type World, write } from "./testing/world.ts";

const asPerson = ["-c", "user.name=a", "-c", "user.email=a@b"] as const;

let world: World;
let repository: string;
let canary: string;

beforeEach(async () => {
  world = await makeWorld({ "a.txt": "a\n" });
  repository = world.person;
  canary = join(world.root, "canary");
  const sub = join(repository, "sub");
  await write(sub, { q: "q\n" });
  await git(sub, "init", "-q");
  await git(sub, "add", "q");
  await git(sub, ...asPerson, "commit", "-qm", "q");
  await git(repository, "-c", "advice.addEmbeddedRepo=false", "add", "sub");
  await git(repository, ...asPerson, "commit", "-qm", "with a submodule");
  const payload = join(world.root, "payload.sh");
  await writeFile(payload, `#!/bin/sh\necho run >> ${canary}\n`, { mode: 0o755 });
  await write(sub, { q: "other\n" });
  await git(sub, ...asPerson, "commit", "-qam", "other");
  await git(sub, "config", "core.fsmonitor", payload);
  await write(sub, { q: "more\n" });
});
afterEach(() => world.remove());

const hasRun = (): Promise<boolean> =>
  access(canary).then(
    () => true,
    () => false,
  );

test("its change is told, and its configuration runs nothing", async () => {
  const gitDir = join(repository, ".git");
  const place = { cwd: repository, gitDir, workTree: repository, indexFile: join(gitDir, "index") };
  const { store, warnings } = await listChanges(world.store.git, { place, limits: defaultLimits });
  expect(store).toEqual([]);
  expect(warnings).toMatchObject([{ code: "SUBMODULE_CHANGED", path: "sub" }]);
  expect(await hasRun()).toBe(false);
  // git by itself does look inside, so the canary would have told.
  await git(repository, "status", "--porcelain");
  expect(await hasRun()).toBe(true);
});
