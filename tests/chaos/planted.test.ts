// The checks can fail: bugs that are planted into a copy of the tree are caught. `npm run planted` looks for all of them.
import { expect, test } from "vitest";
import { findBug } from "./planted/find-bug.ts";
import { plantBug } from "./planted/plant-bug.ts";
import { PLANTED_BUGS } from "./planted/planted-bugs.ts";

test.each(PLANTED_BUGS)("the patch of «$name» still applies", async ({ name }) => {
  await expect(plantBug(name).then(({ remove }) => remove())).resolves.toBeUndefined();
});

test.each(PLANTED_BUGS.slice(0, 2))("$caughtBy catches «$name»", async (bug) => {
  const { caught } = await findBug(bug, { seed: 1, schedules: 200, workers: 2 });
  expect(caught).not.toBeNull();
});
