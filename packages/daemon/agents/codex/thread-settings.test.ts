// What a thread is begun with: the worktree is trusted where its repository is.
import { expect, test } from "vitest";
import { threadSettings } from "./thread-settings.ts";

test.each([
  [true, "trusted"],
  [false, "untrusted"],
])("a repository whose trust is %s makes its worktree %s", (trustRepository, level) => {
  const settings = threadSettings({
    cwd: "/w",
    model: null,
    effort: null,
    isSandboxed: true,
    trustRepository,
  });
  expect(settings["config"]).toMatchObject({ projects: { "/w": { trust_level: level } } });
});

test("an effort that is chosen beats the one of the person's configuration, and none leaves theirs", () => {
  const place = { cwd: "/w", model: null, isSandboxed: true, trustRepository: false };
  const settings = threadSettings({ ...place, effort: "low" });
  expect(settings["config"]).toMatchObject({ model_reasoning_effort: "low" });
  expect(threadSettings({ ...place, effort: null })["config"]).not.toHaveProperty("model_reasoning_effort");
});
