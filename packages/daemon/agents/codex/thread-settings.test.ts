// What a thread is begun with: the worktree is trusted where its repository is.
import { expect, test } from "vitest";
import { threadSettings } from "./thread-settings.ts";

test.each([
  [true, "trusted"],
  [false, "untrusted"],
])("a repository whose trust is %s makes its worktree %s", (trustRepository, level) => {
  const settings = threadSettings({ cwd: "/w", model: null, isSandboxed: true, trustRepository });
  expect(settings["config"]).toMatchObject({ projects: { "/w": { trust_level: level } } });
});
