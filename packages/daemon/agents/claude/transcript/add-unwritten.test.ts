import { expect, it } from "vitest";
import { addUnwritten } from "./add-unwritten.ts";

const line = (uuid: string, more: object = {}): string =>
  JSON.stringify({ type: "user", uuid, message: { content: uuid }, ...more });

it("adds what is missing at the end, each line linked to the one before", () => {
  const written = [line("a", { parentUuid: null }), JSON.stringify({ type: "last-prompt" })];
  const [, , b, c, ...rest] = addUnwritten(written, [line("a"), line("b"), "{torn", line("c")]);
  expect(JSON.parse(b ?? "")).toMatchObject({ uuid: "b", parentUuid: "a" });
  expect(JSON.parse(c ?? "")).toMatchObject({ uuid: "c", parentUuid: "b" });
  expect(rest).toEqual([]);
  expect(addUnwritten(written, [line("a")])).toEqual(written);
  const beside = { type: "attachment", uuid: "q", attachment: { type: "queued_command", source_uuid: "b" } };
  expect(addUnwritten([...written, JSON.stringify(beside)], [line("b")])).toHaveLength(3);
  expect(addUnwritten([], [line("a")])).toMatchObject([expect.stringContaining('"parentUuid":null')]);
});
