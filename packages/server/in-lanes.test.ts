// Work side by side, never more of it than there are lanes.
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { inLanes } from "./in-lanes.ts";

test("as many at a time as there are lanes, and the results in the order of the items", async () => {
  let running = 0;
  let most = 0;
  const work = async (item: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < 10 - item; turn++) await setImmediate();
    running -= 1;
    return item * 2;
  };
  expect(await inLanes([1, 2, 3, 4, 5, 6, 7], { lanes: 3, work })).toEqual([2, 4, 6, 8, 10, 12, 14]);
  expect(most).toBe(3);
  expect(await inLanes([], { lanes: 3, work })).toEqual([]);
});

test("one that throws lets nothing new begin and what runs come to its end", async () => {
  const ended: number[] = [];
  const work = async (item: number): Promise<void> => {
    if (item === 1) throw new Error("no");
    await setImmediate();
    ended.push(item);
  };
  await expect(inLanes([0, 1, 2, 3], { lanes: 2, work })).rejects.toThrow("no");
  expect(ended).toEqual([0]);
});
