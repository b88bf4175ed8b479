// A list of files is cut where a frame could not hold it, whatever the files are called.
import { expect, test } from "vitest";
import { parseObjectId } from "../git/git-parts.ts";
import { cutList } from "./answer-code.ts";

const files = (count: number, pathLength: number) =>
  Array.from({ length: count }, () => ({
    path: "x".repeat(pathLength),
    kind: "file" as const,
    size: 1,
    object: parseObjectId("a".repeat(40)),
  }));

test.each([
  ["a list as it usually is", files(300, 40), 300],
  ["very many files", files(20_001, 1), 20_000],
  ["names that are as long as they can be", files(1_000, 4_000), 250],
  ["none", [], 0],
])("%s", (_name, listed, kept) => {
  expect(cutList(listed)).toHaveLength(kept);
});
