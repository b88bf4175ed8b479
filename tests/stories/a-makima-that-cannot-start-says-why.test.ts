// `makima up` where it cannot be: a port that is taken, a database of another version, a home that is no folder or runs one already. Each time
// it says what is in the way and what to do about it, and changes nothing.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLinkProxy } from "@makima/testkit/ports/link-proxy";
import { type MakimaEnded, runMakima, startMakima } from "@makima/testkit/run-makima";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mk-cannot-"));
});
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

const environmentOf = (home: string) => ({ HOME: root, MAKIMA_HOME: home });

const up = (home: string, port = "0"): Promise<MakimaEnded> =>
  runMakima(["up", "--no-open", "--port", port], { environment: environmentOf(home) });

const EXIT = { done: 0, failed: 1, usage: 2, conflict: 4 } as const;

test("a port that is in use, or none", async () => {
  const holder = await startLinkProxy();
  onTestFinished(() => holder.close());
  const port = new URL(`http://${holder.host}`).port;
  const taken = await up(join(root, "port"), port);
  expect(taken.exitCode).toBe(EXIT.conflict);
  expect(taken.stderr).toContain(`port ${port} of 127.0.0.1 is in use by another program`);
  expect(taken.stderr).toMatch(/→ .*--port 0/);
  const none = await up(join(root, "port"), "http");
  expect(none.exitCode).toBe(EXIT.usage);
  expect(none.stderr).toMatch(/"http" is no port[\s\S]*→ give a number/);
});

test("a database that another version made is left as it is", async () => {
  const home = join(root, "old");
  const version = join(home, "database", "data", "PG_VERSION");
  await mkdir(join(home, "database", "data"), { recursive: true });
  await writeFile(version, "12\n");
  const { exitCode, stderr } = await up(home);
  expect(exitCode).toBe(EXIT.failed);
  expect(stderr).toMatch(
    /made by PostgreSQL 12, this makima brings \d+\. Run the makima that made it, or move/,
  );
  expect(await readFile(version, "utf8")).toBe("12\n");
});

test("a home that cannot be one", async () => {
  await writeFile(join(root, "file"), "a person's own");
  const refusals: [string, RegExp][] = [
    [join(root, "file"), /makima cannot use .*file.*\(ENOTDIR\)/],
    [join(root, "file", "below"), /makima cannot use .*below.*\(ENOTDIR\)/],
    // Nobody makes folders there, the superuser neither.
    ["/sys/makima", /makima cannot use \/sys\/makima \((EPERM|EACCES|EROFS)\)/],
  ];
  for (const [home, problem] of refusals) {
    const { exitCode, stderr } = await up(home);
    expect([home, exitCode]).toEqual([home, EXIT.failed]);
    expect(stderr).toMatch(problem);
    expect(stderr).toMatch(/→ .*MAKIMA_HOME/);
  }
  expect(await readFile(join(root, "file"), "utf8")).toBe("a person's own");
});

test("settings that are no JSON", async () => {
  const home = join(root, "settings");
  await mkdir(home);
  await writeFile(join(home, "config.json"), "{nonsense");
  const { exitCode, stderr } = await up(home);
  expect(exitCode).toBe(EXIT.failed);
  expect(stderr).toMatch(/config\.json is not a JSON object[\s\S]*→ mend the file/);
});

test("a home that runs one already: the second is told of the first, which goes on", async () => {
  const home = join(root, "twice");
  const environment = environmentOf(home);
  const first = startMakima(["up", "--no-open", "--port", "0", "--json"], { environment });
  onTestFinished(async () => {
    first.kill("SIGKILL");
    await first.exited;
  });
  const url = await readUrl(first.lines);
  const second = await up(home);
  expect(second.exitCode).toBe(EXIT.conflict);
  expect(second.stderr).toContain(url);
  expect(second.stderr).toMatch(/→ /);
  expect((await runMakima(["inbox"], { environment })).exitCode).toBe(EXIT.done);
  first.kill("SIGTERM");
  expect(await first.exited).toBe(EXIT.done);
});

async function readUrl(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const said = JSON.parse(line) as { url?: string };
    if (typeof said.url === "string") return said.url;
  }
  throw new Error("it ended before it told its address");
}

test("a database that is away is named with its setting", async () => {
  const environment = {
    ...environmentOf(join(root, "away")),
    MAKIMA_DATABASE_URL: "postgresql://somebody@127.0.0.1:1/nothing",
  };
  const { exitCode, stderr } = await runMakima(["up", "--no-open", "--port", "0"], { environment });
  expect(exitCode).toBe(EXIT.failed);
  expect(stderr).toMatch(/the database does not answer: .*MAKIMA_DATABASE_URL/);
});
