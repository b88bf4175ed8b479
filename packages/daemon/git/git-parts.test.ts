// No string from outside becomes an option.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { GitPart } from "./git-parts.ts";
import { buildArguments, parseLocalPath, parseObjectId, parseRefName, refspec } from "./git-parts.ts";

test("a part with a dash that is no listed option is refused", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !["e", "p", "r", "u", "z"].includes(text)),
      (text) => {
        expect(() => buildArguments(["fetch", `-${text}` as GitPart])).toThrow(TypeError);
      },
    ),
  );
  expect(() => buildArguments(["fetch", "a\0b" as GitPart])).toThrow(TypeError);
  expect(buildArguments(["ls-files", "-z", "--others"])).toEqual(["ls-files", "-z", "--others"]);
});

test("nothing that begins with a dash passes as an id, a ref or a path", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const parse of [parseObjectId, parseRefName, parseLocalPath])
        expect(() => parse(`-${text}`)).toThrow(TypeError);
    }),
  );
});

test("ids are whole, refs are plain, paths are absolute", () => {
  expect(() => parseObjectId("abc")).toThrow(TypeError);
  expect(() => parseObjectId("A".repeat(40))).toThrow(TypeError);
  expect(parseObjectId("a".repeat(64))).toHaveLength(64);
  for (const bad of [
    "heads/x",
    "refs/a..b",
    "refs/a b",
    "refs/a:b",
    "refs/a@{1}",
    "refs/.a",
    "refs/a.lock",
    "refs/a/",
  ]) {
    expect(() => parseRefName(bad)).toThrow(TypeError);
  }
  expect(() => parseLocalPath("a/b")).toThrow(TypeError);
  const ref = parseRefName("refs/heads/ünï");
  expect(refspec({ from: ref, to: ref, force: true })).toBe("+refs/heads/ünï:refs/heads/ünï");
});
