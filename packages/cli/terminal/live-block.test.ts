// A block that is drawn again in place, read by a terminal of four operations.
import { expect, test } from "vitest";
import { openLiveBlock } from "./live-block.ts";

const esc = String.fromCharCode(27);
const operations = new RegExp(`${esc}\\[(?:(\\d+)A|(J)|(\\?\\d+[hl]|K))|([^${esc}])`, "g");

/** What a terminal shows after these bytes: lines, and a cursor that goes up and deletes downwards. */
function screenOf(bytes: string): string[] {
  const lines: string[] = [""];
  let row = 0;
  for (const [, up, erase, rest, character] of bytes.matchAll(operations)) {
    if (up !== undefined) row -= Number(up);
    else if (erase !== undefined) lines.splice(row, lines.length - row, "");
    else if (rest === undefined && character === "\n") {
      row += 1;
      lines[row] ??= "";
    } else if (rest === undefined && character !== "\r") lines[row] = (lines[row] ?? "") + (character ?? "");
  }
  return lines.slice(0, -1);
}

test("a later drawing takes the place of the earlier one, and lines above it stay", () => {
  let bytes = "";
  const block = openLiveBlock(
    (text) => (bytes += text),
    () => 24,
  );
  block.draw(["one", "two", "three"]);
  block.above("happened");
  block.draw(["uno"]);
  expect(screenOf(bytes)).toEqual(["happened", "uno"]);
  block.end();
  block.draw(["next"]);
  expect(screenOf(bytes)).toEqual(["happened", "uno", "next"]);
});

test("the same drawing writes nothing, and a block higher than the terminal is cut", () => {
  const writes: string[] = [];
  const block = openLiveBlock(
    (text) => writes.push(text),
    () => 3,
  );
  block.draw(["1", "2", "3", "4"]);
  block.draw(["1", "2", "3", "4"]);
  expect(writes).toHaveLength(1);
  expect(screenOf(writes.join(""))).toEqual(["1", "2"]);
});
