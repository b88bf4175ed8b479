// The server as a program: how it starts, what it says when it cannot, and how it ends.
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmptyDatabase, createTestDatabase, onDatabase } from "@makima/testkit/database";
import { startServer } from "@makima/testkit/server";
import { expect, onTestFinished, test } from "vitest";
import { readCredentials } from "./credentials.ts";

test("the first start on an empty database makes an owner and keeps the key for the CLI", async () => {
  const database = await createEmptyDatabase();
  const [first, second] = await Promise.all([startWithoutKey(database), startWithoutKey(database)]);
  const credentials = await Promise.all([first, second].map(({ home }) => readCredentials({ home })));
  const kept = credentials.filter((one) => one !== null);
  expect(kept).toHaveLength(1);
  const server = credentials[0] === null ? second : first;
  expect((await stat(join(server.home, "credentials.json"))).mode & 0o777).toBe(0o600);
  expect(kept[0]?.url).toBe(server.url);
  const owners = await onDatabase(database.url, (client) => client.query("select id from owner"));
  expect(owners.rowCount).toBe(1);
});

test("a later start keeps the key and tells the new address", async () => {
  const first = await startServer();
  await first.stop();
  const again = await startServer({ database: first.database, home: first.home });
  expect(await readCredentials(again)).toMatchObject({ url: again.url, apiKey: first.apiKey });
  expect((await again.client.listKeys({})).items).toHaveLength(1);
});

test("it ends orderly on a signal, and when its parent is gone", async () => {
  const server = await startServer();
  expect(await server.stop()).toBe(0);
  const orphan = await startServer({ database: server.database, apiKey: server.apiKey });
  orphan.program.closeInput();
  expect(await orphan.program.exited).toBe(0);
});

test("a start that cannot be says why, and what to do", async () => {
  const server = await startServer();
  const at = { database: server.database, apiKey: server.apiKey };
  const port = new URL(server.url).port;
  await expect(startServer({ ...at, environment: { MAKIMA_PORT: port } })).rejects.toThrow(
    /in use.*MAKIMA_PORT/s,
  );
  await expect(startServer({ ...at, environment: { MAKIMA_HOST: "0.0.0.0" } })).rejects.toThrow("--insecure");
  await expect(
    startServer({ ...at, environment: { MAKIMA_HOST: "192.0.2.1" }, args: ["--insecure"] }),
  ).rejects.toThrow("MAKIMA_HOST");
  await expect(startServer({ ...at, environment: { MAKIMA_LEASE_MS: "soon" } })).rejects.toThrow("leaseMs");
});

test("it serves on every address when it is told to", async () => {
  const server = await startServer({ environment: { MAKIMA_HOST: "0.0.0.0" }, args: ["--insecure"] });
  expect((await server.client.listKeys({})).items).toHaveLength(1);
});

test("without a database's address it brings its own PostgreSQL", async () => {
  const home = await mkdtemp(join(tmpdir(), "mk-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const environment = { MAKIMA_DATABASE_URL: "" };
  const server = await startServer({ database: await createTestDatabase(), home, environment });
  const { apiKey } = server;
  expect(await server.stop()).toBe(0);
  const again = await startServer({ database: server.database, home, environment });
  expect(again.apiKey).toBe(apiKey);
  expect(await again.stop()).toBe(0);
});

const startWithoutKey = (database: Awaited<ReturnType<typeof createEmptyDatabase>>) =>
  startServer({ database, apiKey: "of the other" });

test("it ends when it is asked to, whatever would keep its process from ending", async () => {
  const stuck = "--import=data:text/javascript,process.on('exit',()=>{for(;;);})";
  const server = await startServer({ environment: { NODE_OPTIONS: stuck } });
  expect(await server.stop()).toBe(0);
});

test("what it has compiled is kept also when it is killed", async () => {
  const server = await startServer();
  const compiled = async () => (await readdir(join(server.home, "cache"), { recursive: true })).length;
  await expect.poll(compiled, { timeout: 10_000 }).toBeGreaterThan(100);
  server.program.kill("SIGKILL");
});
