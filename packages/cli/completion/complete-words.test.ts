// What is offered at each place of a command line.
import { expect, test } from "vitest";
import { buildProgram } from "../program.ts";
import { completeWords } from "./complete-words.ts";

const KNOWN: Readonly<Record<string, string[]>> = {
  contract: ["aaaa1111", "bbbb2222"],
  task: ["cccc3333"],
  agent: ["scripted"],
};

async function offered(...words: string[]): Promise<string[]> {
  const before = words.slice(0, -1);
  const offers = await completeWords({
    program: await buildProgram(before),
    before,
    current: words.at(-1) ?? "",
    namesOf: async (of) => (KNOWN[of] ?? []).map((value) => ({ value, text: of })),
  });
  return offers.map(({ value }) => value);
}

test("commands by their beginnings, at each depth", async () => {
  expect(await offered("contr")).toEqual(["contract"]);
  expect(await offered("contract", "pa")).toEqual(["pause"]);
  expect(await offered("")).toContain("completion");
  expect(await offered("")).not.toContain("complete");
});

test("options of the command and of every command, and the values that one takes", async () => {
  expect(await offered("contract", "list", "--st")).toEqual(["--status"]);
  expect(await offered("contract", "list", "--js")).toEqual(["--json"]);
  expect(await offered("contract", "list", "--status", "ac")).toEqual(["active"]);
  expect(await offered("contract", "list", "--status", "=", "ac")).toEqual(["active"]);
  expect(await offered("task", "list", "--contract", "b")).toEqual(["bbbb2222"]);
});

test("things that the server knows, each where it belongs", async () => {
  expect(await offered("contract", "show", "")).toEqual(KNOWN["contract"]);
  expect(await offered("contract", "show", "b")).toEqual(["bbbb2222"]);
  expect(await offered("task", "output", "--json", "")).toEqual(KNOWN["task"]);
  expect(await offered("contract", "new", "--agent", "")).toEqual(["scripted"]);
  expect(await offered("contract", "show", "aaaa1111", "")).toEqual([]);
  expect(await offered("contract", "new", "--goal-file", "")).toEqual([]);
});
