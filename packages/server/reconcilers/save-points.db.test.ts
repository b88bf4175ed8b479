// Every save point, with its server killed right before it and right after: wholly undone or wholly done, and the same again does it once.
import { gain, killAt } from "@makima/testkit/kill-at";
import { savePoints } from "@makima/testkit/save-points";
import { expect, test } from "vitest";

test.each(savePoints)("%s", async (_, prepare, savePoint, versions, statement) => {
  const of = { prepare, savePoint, statement };
  const [undone, done] = await Promise.all([killAt("before", of), killAt("after", of)]);
  expect(undone.afterKill).toEqual(undone.before);
  expect(done.afterRetry).toEqual(done.afterKill);
  for (const { before, afterRetry, afterThird, rings } of [undone, done]) {
    expect(afterThird).toEqual(afterRetry);
    expect(afterRetry).not.toEqual(before);
    expect(afterRetry.version - before.version).toBe(versions);
    expect(rings).toBe(0);
  }
  expect(gain(done)).toEqual(gain(undone));
});
