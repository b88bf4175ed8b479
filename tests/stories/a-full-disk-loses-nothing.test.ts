// The disk fills up under a running makima: it says so and writes nothing more, lives on, and goes on by itself when there is space.
import { readFile, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ApiError, type Client, createClient } from "@makima/client";
import { startContract } from "@makima/testkit/contract";
import { eventually } from "@makima/testkit/eventually";
import { makeRepository } from "@makima/testkit/repository";
import { runMakima, startMakima } from "@makima/testkit/run-makima";
import { canMountDisks, openSmallDisk } from "@makima/testkit/small-disk";
import { expect, onTestFinished, test } from "vitest";

const MB = 2 ** 20;
/** What makima chooses by itself on a disk as small as this. */
const BALLAST_MB = 32;

const ASKING = `
steps:
  - ask: { question: Which colour?, choices: [red, blue] }
    as: colour
  - tool: complete_contract
    args: { summary: "\${colour.response}" }
`;

const canFill = await canMountDisks();

test.runIf(canFill)("nothing that was acknowledged is lost, and all comes back by itself", async () => {
  const disk = await openSmallDisk(420);
  const home = join(disk, "home");
  const client = await startUp(home);
  const repository = await makeRepository({ path: join(disk, "repository") });
  const contract = await startContract(client, { repository: repository.path, script: ASKING });
  const question = await contract.openQuestion();
  const ballast = join(home, "database", "ballast");
  await eventually("there is a ballast", () => exists(ballast));

  await fill(disk, { leaveBytes: 1.5 * BALLAST_MB * MB });
  await eventually("the server says that its disk is full", () => isFull(client));
  const full = { status: 507, code: "STORAGE_FULL" };
  const answer = () => client.answerQuestion({ id: question.id, choices: ["blue"] });
  await expect(answer()).rejects.toMatchObject(full);
  await expect(client.cancelContract({ id: contract.id })).rejects.toMatchObject(full);
  expect((await client.getQuestion({ id: question.id })).status).toBe("pending");
  const doctor = await runMakima(["doctor"], { environment: { MAKIMA_HOME: home } });
  expect(doctor.stdout).toMatch(/storage .*nothing is written/);

  // Somebody else fills what is left, and the database dies: what was kept back lets it start again.
  await fill(disk, { leaveBytes: 0 });
  await eventually("the ballast is given up", async () => !(await exists(ballast)));
  const killed = await postgresPid(home);
  if (killed === null) throw new Error("PostgreSQL runs");
  process.kill(killed, "SIGKILL");
  await eventually("there is a new one", async () => ![null, killed].includes(await postgresPid(home)));
  await eventually("the database is read again", () =>
    contract.now().then(({ status }) => status === "active", hasNoRoom),
  );
  await expect(answer()).rejects.toMatchObject(full);

  for (const name of ["filler-1", "filler-2"]) await rm(join(disk, name), { force: true });
  await eventually("the server takes writes again", async () => !(await isFull(client)));
  await answer();
  await contract.ended();
  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("blue");
  expect((await contract.events()).map(({ number }) => number)).toEqual(
    (await contract.events()).map((_, place) => place + 1),
  );
  await eventually("there is a ballast again", () => exists(ballast));
});

/** Of the key that it made; it is ended after the test. */
async function startUp(home: string): Promise<Client> {
  const environment = {
    MAKIMA_HOME: home,
    MAKIMA_PORT: "0",
    MAKIMA_HEARTBEAT_MS: "500",
    MAKIMA_PARENT_CHANNEL: "stdin",
  };
  const up = startMakima(["up", "--json", "--no-open"], { environment });
  onTestFinished(async () => {
    up.closeInput();
    await up.exited;
  });
  for await (const line of up.lines) {
    if (line.startsWith('{"ready":true')) break;
  }
  const { url, apiKey } = JSON.parse(await readFile(join(home, "credentials.json"), "utf8")) as {
    url: string;
    apiKey: string;
  };
  return createClient({ url, apiKey, patienceMs: 60_000, checkAnswers: true });
}

/** Null while there is none. */
async function postgresPid(home: string): Promise<number | null> {
  const file = await readFile(join(home, "database", "data", "postmaster.pid"), "utf8").catch(() => "");
  return Number(file.split("\n")[0]) || null;
}

let fillers = 0;

/** Takes as much of what is free now. What is given up meanwhile, as the ballast is, stays free: nobody else would know of it either. */
async function fill(disk: string, { leaveBytes }: { leaveBytes: number }): Promise<void> {
  fillers += 1;
  const path = join(disk, `filler-${fillers}`);
  const { bavail, bsize } = await statfs(disk);
  for (let toTake = bavail * bsize - leaveBytes; toTake > 0; toTake -= MB) {
    try {
      await writeFile(path, Buffer.alloc(Math.min(MB, toTake), "x"), { flag: "a" });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOSPC") return;
      throw error;
    }
  }
}

async function isFull({ url }: Client): Promise<boolean> {
  const answer = await fetch(new URL("/ready", url));
  const said = (await answer.json()) as { storage: { state: string } };
  expect(answer.status === 200).toBe(said.storage.state !== "full" && answer.ok);
  return said.storage.state === "full";
}

/** A database that comes back where nothing is left has no room for what a first read needs, until its ballast is given up. */
function hasNoRoom(error: unknown): false {
  if (error instanceof ApiError && error.code === "STORAGE_FULL") return false;
  throw error;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
