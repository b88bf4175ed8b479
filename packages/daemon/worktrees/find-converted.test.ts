// A checkpoint says which files it does not hold byte by byte.
import { expect, onTestFinished, test } from "vitest";
import { makeCheckpoint } from "./make-checkpoint.ts";
import { makeWorld, write } from "./testing/world.ts";

test("a file whose line ends are stored otherwise is warned of, and no other one", async () => {
  const world = await makeWorld({ ".gitattributes": "*.txt text\n*.c ident\n", "a.txt": "a1\n" });
  onTestFinished(() => world.remove());
  const { checkout, path } = await world.checkout("task-1");
  await write(path, {
    ...{ "windows.txt": "one\r\ntwo\r\n", "plain.txt": "one\n", "other.md": "one\r\n" },
    ...{ "id.c": "/* $Id: 1234 $ */\n", "é windows.txt": "\r\n" },
  });
  const { warnings } = await makeCheckpoint(world.store, { checkout, number: 1, message: "m" });
  expect(
    warnings.map(({ code, path: file }) => `${code} ${file}`).toSorted((a, b) => (a < b ? -1 : 1)),
  ).toEqual(["CONVERTED id.c", "CONVERTED windows.txt", "CONVERTED é windows.txt"]);
});
