// A program that dies is started again; one that is stopped ends cleanly, or at once.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sleep } from "../ports/clock.ts";
import { lives, type ProcessMark, signalMarked } from "../ports/process-table.ts";
import { type KeptProgram, keepProgram, type ProgramEvent, readReady } from "./keep-program.ts";
import { loopAfter, restMs } from "./restart-pace.ts";

let folder = "";
let kept: KeptProgram | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "makima-keep-"));
});
afterEach(async () => {
  await kept?.stop({ now: true });
  kept = null;
  await rm(folder, { recursive: true, force: true });
});

const served = `
  console.log(JSON.stringify({ ready: true, url: "http://x" }));
  console.log("hello"); console.error("trouble");
  process.stdin.resume().on("end", () => { console.log("ended cleanly"); process.exit(0); });`;

async function keep(
  source: string,
  environment: () => Promise<Record<string, string>> = async () => ({}),
  hopelessCode?: number,
) {
  const events: ProgramEvent[] = [];
  const file = join(folder, "program.mjs");
  await writeFile(file, source);
  kept = keepProgram({
    file,
    environment,
    logFile: join(folder, "log"),
    ...(hopelessCode === undefined ? {} : { hopelessCode }),
    onEvent: (event) => events.push(event),
  });
  const marks = (): ProcessMark[] =>
    events.flatMap((event) => (event.kind === "started" && event.mark !== null ? [event.mark] : []));
  const count = (kind: ProgramEvent["kind"]): number => events.filter((event) => event.kind === kind).length;
  return { events, marks, count, kept };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

test("a killed program is back, and what it printed is in its log", async () => {
  const { marks, count, kept: program } = await keep(served);
  await until(() => count("ready") === 1);
  const [first] = marks();
  if (first === undefined) throw new Error("it was not started");
  expect(signalMarked(first, "SIGKILL")).toBe(true);
  await until(() => count("ready") === 2);
  expect(lives(first)).toBe(false);
  expect(signalMarked(first, "SIGKILL")).toBe(false);
  await program.stop({ now: false });
  expect(marks().some(lives)).toBe(false);
  const log = await readFile(join(folder, "log"), "utf8");
  expect(log).toContain("hello");
  expect(log).toContain("trouble");
  expect(log).toContain("ended cleanly");
});

test("a program that does not want to end is ended when it has to be at once", async () => {
  const {
    marks,
    count,
    kept: program,
  } = await keep(`${served.replace("process.exit(0)", "0")} setInterval(() => 0, 1e6);`);
  await until(() => count("ready") === 1);
  await program.stop({ now: true });
  expect(marks().some(lives)).toBe(false);
});

test("a program that ends at once is told as a loop, with its last words", async () => {
  const { events, count } = await keep('console.error("no such luck"); process.exit(3);');
  await until(() => count("died") >= 2);
  expect(events.find(({ kind }) => kind === "died")).toMatchObject({
    exit: { code: 3 },
    lastLines: ["no such luck"],
  });
});

test("an environment that cannot be made is a death with its reason, not the end of keeping", async () => {
  let asked = 0;
  const { events, count } = await keep(served, async () => {
    asked += 1;
    if (asked === 1) throw new Error("no token");
    return {};
  });
  await until(() => count("ready") === 1);
  expect(events[0]).toMatchObject({ kind: "died", exit: null, lastLines: ["no token"] });
});

test("the rests grow, and stay long in a loop", () => {
  expect([1, 2, 3, loopAfter - 1, loopAfter].map(restMs)).toEqual([50, 100, 200, 3_200, 30_000]);
});

test("the line that says ready is known from others", () => {
  expect(readReady('{"ready":true,"url":"http://x"}')).toBe("http://x");
  expect(readReady('{"ready":true}')).toBeNull();
  expect(readReady('{"ready":true')).toBeUndefined();
  expect(readReady('{"level":30}')).toBeUndefined();
});

test("a program that says that another start would not help is not started again", async () => {
  const {
    events,
    count,
    kept: program,
  } = await keep(`console.error("not wanted"); process.exit(3);`, async () => ({}), 3);
  await until(() => count("gave_up") === 1);
  await program.stop({ now: false });
  expect(count("started")).toBe(1);
  expect(events.at(-1)).toMatchObject({ lastLines: ["not wanted"] });
});
