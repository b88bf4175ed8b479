// The program itself, as a process: help, wrong usage, exit codes, JSON.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runToEnd } from "./ports/programs.ts";
import { ownProgram } from "./supervision/locate-programs.ts";

/** vitest types its matchers as anything. */
const containing = (text: string): unknown => expect.stringContaining(text);

let home = "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "makima-cli-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const makima = (args: readonly string[], environment: Record<string, string> = {}) =>
  runToEnd(process.execPath, {
    args: [ownProgram(), ...args],
    environment: { PATH: "/usr/bin:/bin", HOME: home, MAKIMA_HOME: home, ...environment },
  });

/** Nobody listens there. */
const nowhere = { MAKIMA_URL: "http://127.0.0.1:9", MAKIMA_API_KEY: "key" };

test("help is no failure, at each depth", async () => {
  expect(await makima(["--help"])).toMatchObject({ code: 0, stdout: containing("contract") });
  expect(await makima(["contract", "new", "--help"])).toMatchObject({
    code: 0,
    stdout: containing("--goal-file"),
  });
  const said = await makima(["help", "task", "output"]);
  expect(said).toMatchObject({ code: 0, stdout: containing("--follow") });
});

describe("wrong usage ends with 2", () => {
  test.each([
    [["nonsense"]],
    [["contract"]],
    [["contract", "nonsense"]],
    [["contract", "new"]],
    [["contract", "list", "--nonsense"]],
    [["contract", "list", "--status", "odd"]],
    [["answer"]],
    [["login", "not-an-address"]],
  ])("%j", async (args) => {
    const { code, stderr } = await makima(args);
    expect(code).toBe(2);
    expect(stderr).not.toBe("");
  });

  test.each([
    [["contract", "new", "--repo", ".", "--agent", "a"]],
    [["contract", "new", "--repo", ".", "--agent", "a", "--goal-file", "/nowhere/at/all"]],
    [["answer", "aaaa"]],
    [["answer", "aaaa", "1", "--text", "both"]],
    [["timeline", "--since", "whenever"]],
    [["timeline", "--limit", "0"]],
    [["up", "--port", "high"]],
  ])("%j, with what to do", async (args) => {
    const { code, stderr } = await makima(args, nowhere);
    expect(code).toBe(2);
    expect(stderr).toContain("→");
  });
});

describe("a server that is not there", () => {
  test("ends with 6, for people and for programs", async () => {
    expect(await makima(["contract", "list"], nowhere)).toMatchObject({
      code: 6,
      stderr: containing("makima up"),
    });
    const { code, stdout, stderr } = await makima(["inbox", "--json"], nowhere);
    expect(code).toBe(6);
    expect(stdout).toBe("");
    expect(JSON.parse(stderr)).toMatchObject({ code: "SERVER_UNREACHABLE" });
  });

  test("that nobody has named ends with 6, one without a key with 5", async () => {
    expect((await makima(["contract", "list"])).code).toBe(6);
    expect((await makima(["contract", "list", "--url", "http://127.0.0.1:9"])).code).toBe(5);
  });

  test("is not given the key of another one", async () => {
    const other = await mkdtemp(join(tmpdir(), "makima-cli-"));
    await writeFile(join(other, "credentials.json"), '{"url":"http://127.0.0.1:9","apiKey":"key"}');
    expect((await makima(["contract", "list", "--home", other])).code).toBe(6);
    expect((await makima(["contract", "list", "--home", other, "--url", "http://127.0.0.2:9"])).code).toBe(5);
    await rm(other, { recursive: true });
  });
});

test("a broken config.json is told by its path", async () => {
  const other = await mkdtemp(join(tmpdir(), "makima-cli-"));
  await writeFile(join(other, "config.json"), "{");
  const { code, stderr } = await makima(["contract", "list"], { MAKIMA_HOME: other });
  expect(code).toBe(1);
  expect(stderr).toContain(join(other, "config.json"));
  await rm(other, { recursive: true });
});

test("each setting is told with its origin, and no key is shown", async () => {
  await writeFile(join(home, "config.json"), '{"leaseMs": 9000, "port": 1}');
  const environment = { ...nowhere, MAKIMA_API_KEY: "mk_key_very-secret", MAKIMA_PORT: "7421" };
  const { code, stdout } = await makima(["doctor", "--settings", "--json"], environment);
  await rm(join(home, "config.json"));
  expect(code).toBe(0);
  const { settings } = JSON.parse(stdout) as { settings: { name: string; value: string; origin: string }[] };
  expect(
    Object.fromEntries(settings.map(({ name, value, origin }) => [name, `${value} ${origin}`])),
  ).toMatchObject({
    home: `${home} environment`,
    port: "7421 environment",
    leaseMs: "9000 config.json",
    parkAfterMs: "30000 default",
  });
  expect(stdout).not.toContain("very-secret");
});
