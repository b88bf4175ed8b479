// Heartbeats name what is new, and everything now and then.
import { expect, test } from "vitest";
import { HeartbeatNews } from "./heartbeat-news.ts";
import type { Heartbeat } from "./outlook.ts";

const run = (taskId: string, version: number, epoch = 1): Heartbeat => ({
  taskId,
  epoch,
  version,
  activity: "",
  progress: 0,
  pendingTaskIds: [],
});
const calm = { isDoubtful: false };
const names = ({ runs }: { runs: readonly Heartbeat[] }) => runs.map(({ taskId }) => taskId);

test("the first of a connection names all, the next ones what is new", () => {
  const news = new HeartbeatNews();
  expect(news.next([run("a", 0), run("b", 3)], calm)).toMatchObject({ isWhole: true, runs: [{}, {}] });
  expect(news.next([run("a", 0), run("b", 3)], calm)).toEqual({ isWhole: false, runs: [] });
  expect(names(news.next([run("a", 1), run("b", 3)], calm))).toEqual(["a"]);
  expect(names(news.next([run("a", 1), run("b", 3), run("c", 0)], calm))).toEqual(["c"]);
  expect(names(news.next([run("a", 1, 2), run("c", 0)], calm))).toEqual(["a"]);
});

test("a doubtful one names all, and so does every seventh", () => {
  const news = new HeartbeatNews();
  const runs = [run("a", 0)];
  const whole = Array.from({ length: 15 }, (_, n) => news.next(runs, { isDoubtful: n === 3 }).isWhole);
  expect(whole.flatMap((isWhole, n) => (isWhole ? [n] : []))).toEqual([0, 3, 9]);
});
