import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { noteMinute, wasMadeThisMinute } from "./session-minute.ts";

test("a session was made this minute until the clock shows the next one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "makima-minute-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-21T12:00:01Z") });
  onTestFinished(() => void vi.useRealTimers());
  expect(await wasMadeThisMinute(folder, "one")).toBe(false);
  await noteMinute(folder, "one");
  vi.setSystemTime(Date.parse("2026-11-21T12:00:59Z"));
  expect(await wasMadeThisMinute(folder, "one")).toBe(true);
  expect(await wasMadeThisMinute(folder, "another")).toBe(false);
  vi.setSystemTime(Date.parse("2026-11-21T12:01:00Z"));
  expect(await wasMadeThisMinute(folder, "one")).toBe(false);
});
