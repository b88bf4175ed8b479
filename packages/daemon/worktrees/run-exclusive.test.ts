// One at a time for a key, in order; others meanwhile; a failure ends only its own turn.
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { runExclusive } from "./run-exclusive.ts";

test("work of one key does not overlap, work of another key does", async () => {
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await setImmediate();
    log.push(`${name} ends`);
  };
  await Promise.all([
    runExclusive("k", work("1")),
    runExclusive("k", work("2")),
    runExclusive("other", work("x")),
  ]);
  expect(log.filter((line) => !line.startsWith("x"))).toEqual(["1 begins", "1 ends", "2 begins", "2 ends"]);
  expect(log.indexOf("x begins")).toBeLessThan(log.indexOf("1 ends"));
});

test("a failure reaches its caller, and the next one has its turn", async () => {
  const failed = runExclusive("k", () => Promise.reject(new Error("mine")));
  const next = runExclusive("k", () => Promise.resolve("next"));
  await expect(failed).rejects.toThrow("mine");
  expect(await next).toBe("next");
});
