// A supervised server comes back with its data whenever it dies, adopted or not, until it is stopped.
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { identifyProcess } from "./ports/process-table.ts";
import { signalProcess } from "./ports/processes.ts";
import { type PostgresEvent, type SupervisePostgres, supervisePostgres } from "./postgres.ts";
import { ask, lineOf, newHome, startNode, until } from "./test-home.ts";

async function supervise(options: SupervisePostgres) {
  const events: PostgresEvent[] = [];
  const server = await supervisePostgres({
    ballastBytes: 0,
    ...options,
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => server.stop("immediate"));
  const kinds = (): string[] => events.map(({ kind }) => kind);
  const count = (kind: string): number => kinds().filter((found) => found === kind).length;
  return { server, events, kinds, count };
}

test("a killed server is back with its data at the same address, each time", async () => {
  const { server, kinds, count } = await supervise({ home: await newHome() });
  await ask(server, "CREATE TABLE kept (value int)");
  for (const life of [1, 2, 3]) {
    await ask(server, `INSERT INTO kept VALUES (${life})`);
    signalProcess(await until(() => server.pid()), "SIGKILL");
    await until(() => count("ready") === life + 1);
  }
  expect(await ask(server, "SELECT count(*)::text FROM kept")).toEqual([["3"]]);
  expect(kinds()).toEqual(["ready", "died", "ready", "died", "ready", "died", "ready"]);
});

test("an adopted server is watched too, and its successor is our child", async () => {
  const home = await newHome();
  const parent = await startNode({
    home,
    code: "console.log('pid', (await postgres.startPostgres({ home })).pid);",
  });
  const pid = Number((await lineOf(parent.output, "pid ")).slice(4));
  signalProcess(parent.pid, "SIGKILL");
  await parent.exited;
  const { server, events, count } = await supervise({ home });
  expect(events).toEqual([{ kind: "ready", pid, adopted: true }]);
  signalProcess(pid, "SIGKILL");
  await until(() => count("ready") === 2);
  expect(events[1]).toEqual({ kind: "died", pid, exit: { kind: "adopted" } });
  expect(events[2]).toMatchObject({ kind: "ready", adopted: false });
  expect(await ask(server, "SELECT 1::text")).toEqual([["1"]]);
});

test("a stop ends the server and restarts nothing", async () => {
  const { server, kinds } = await supervise({ home: await newHome() });
  const pid = await until(() => server.pid());
  await server.stop("fast");
  expect(await server.ended).toEqual({ kind: "stopped" });
  expect(await identifyProcess(pid)).toBeNull();
  expect(kinds()).toEqual(["ready"]);
});

test("a stop in the middle of a restart leaves nothing running", async () => {
  const home = await newHome();
  const { server, count } = await supervise({ home });
  signalProcess(await until(() => server.pid()), "SIGKILL");
  await until(() => count("died") === 1);
  await server.stop("fast");
  expect(await server.ended).toEqual({ kind: "stopped" });
  const again = await supervise({ home });
  expect(again.events).toMatchObject([{ kind: "ready", adopted: false }]);
});

test("a crash loop is told once and goes on slowly until the cause is gone", async () => {
  const home = await newHome();
  const pace = { firstDelayMs: 1, longestDelayMs: 1, crashLoopLimit: 4, crashLoopDelayMs: 50 };
  const { server, count, events } = await supervise({ home, pace });
  const control = join(home, "data", "global", "pg_control");
  await rename(control, `${control}.away`);
  signalProcess(await until(() => server.pid()), "SIGKILL");
  await until(() => count("restart_failed") >= 5);
  await rename(`${control}.away`, control);
  await until(() => count("ready") === 2);
  expect(count("crash_loop")).toBe(1);
  expect(events.find(({ kind }) => kind === "restart_failed")).toMatchObject({
    error: { code: "START_FAILED" },
  });
});

test("a data folder that became another version's is given up", async () => {
  const home = await newHome();
  const { server } = await supervise({ home });
  await writeFile(join(home, "data", "PG_VERSION"), "15\n");
  signalProcess(await until(() => server.pid()), "SIGKILL");
  expect(await server.ended).toMatchObject({ kind: "gave_up", error: { code: "DATA_DIR_OTHER_VERSION" } });
});
