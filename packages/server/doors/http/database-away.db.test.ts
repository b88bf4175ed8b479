// A database that is away is told as such, and when it is back the server goes on by itself.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@makima/postgres";
import { sendRaw } from "@makima/testkit/ports/send-raw";
import { startServer } from "@makima/testkit/server";
import { expect, onTestFinished, test } from "vitest";

test("calls get 503 while the database is away, and answers again when it is back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mk-away-"));
  const home = join(folder, "database");
  const settings = { fsync: "off" };
  const first = await startPostgres({ home, settings });
  const database = { url: first.url, name: "makima", drop: () => Promise.resolve() };
  const server = await startServer({ database, environment: { MAKIMA_DATABASE_PATIENCE_MS: "100" } });
  const ask = (path: string) =>
    sendRaw(`${server.url}${path}`, { headers: { authorization: `Bearer ${server.apiKey}` } });
  expect((await ask("/ready")).status).toBe(200);
  await first.stop("immediate");
  // A key that was good is believed for a second, and then the database is asked again.
  const away = await ask("/api/v1/keys");
  expect({ status: away.status, again: away.headers["retry-after"] }).toEqual({ status: 503, again: "1" });
  expect(JSON.parse(away.body)).toMatchObject({ code: "DB_UNAVAILABLE" });
  expect((await ask("/ready")).status).toBe(503);
  expect((await ask("/health")).status).toBe(200);
  const second = await startPostgres({ home, settings });
  onTestFinished(async () => {
    await server.stop();
    await second.stop("immediate");
    await rm(folder, { recursive: true, force: true });
  });
  await expect.poll(async () => (await ask("/api/v1/keys")).status, { timeout: 10_000 }).toBe(200);
  await expect.poll(async () => (await ask("/ready")).status, { timeout: 20_000 }).toBe(200);
});
