// The ref of a checkpoint is made of ids alone.
import { expect, test } from "vitest";
import { checkpointRef } from "./checkpoint.ts";

test("a checkpoint's ref names its contract, its task and its number", () => {
  expect(checkpointRef({ contractId: "c", taskId: "t", number: 3 })).toBe("refs/makima/c/t/3");
});
