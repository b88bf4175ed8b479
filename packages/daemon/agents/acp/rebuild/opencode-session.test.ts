// The file that `opencode import` reads; the real program takes it in tests/real-agents.
import { expect, test } from "vitest";
import { composeOpencodeSession } from "./opencode-session.ts";
import type { Turn } from "./rebuild-turns.ts";

const call = { kind: "call", id: "1", tool: "bash", input: { command: "ls" } } as const;
const TURNS: readonly Turn[] = [
  { role: "user", text: "Go.", atMs: 1000 },
  { role: "assistant", parts: [{ ...call, output: "a.txt", isError: false }], atMs: 2000 },
  { role: "assistant", parts: [{ ...call, output: "no", isError: true }], atMs: 2000 },
  { role: "assistant", parts: [{ kind: "text", text: "Done." }], atMs: 9000 },
];

type Composed = {
  info: { id: string };
  messages: { info: { id: string; role: string; parentID?: string }; parts: { state?: object }[] }[];
};
const compose = (nowMs: number): Composed =>
  JSON.parse(composeOpencodeSession(TURNS, { cwd: "/tmp", nowMs }).text) as Composed;

test("answers belong to their prompt, and calls tell how they ended", () => {
  const { messages } = compose(10_000);
  expect(messages.map(({ info }) => info.role)).toEqual(["user", "assistant", "assistant", "assistant"]);
  expect(new Set(messages.slice(1).map(({ info }) => info.parentID))).toEqual(
    new Set([messages[0]?.info.id]),
  );
  expect(messages[1]?.parts[0]?.state).toMatchObject({ status: "completed", output: "a.txt" });
  expect(messages[2]?.parts[0]?.state).toMatchObject({ status: "error", error: "no" });
});

test("ids grow in the order of the conversation, and none is later than now", () => {
  for (const nowMs of [10_000, 1500]) {
    const ids = compose(nowMs).messages.map(({ info }) => info.id);
    expect(ids).toEqual(ids.toSorted());
    const place = Number.parseInt(ids.at(-1)?.slice(4, 16) ?? "", 16);
    expect(Math.floor(place / 4096)).toBeLessThanOrEqual(nowMs);
  }
});
