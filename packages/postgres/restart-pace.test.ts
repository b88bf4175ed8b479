// The first restart comes at once, the following ones ever later, a crash loop goes on slowly.
import { expect, test } from "vitest";
import { defaultPace, restartDelayMs } from "./restart-pace.ts";

test("the delays grow from nothing to the longest and then to the pace of a crash loop", () => {
  const delays = Array.from({ length: 11 }, (_, index) => restartDelayMs(index + 1, defaultPace));
  expect(delays).toEqual([0, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 30_000, 30_000]);
});
