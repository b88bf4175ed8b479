// Kills the programs of a world by SIGKILL in the middle of their work, and waits until each is back.
import type { Client } from "@makima/client";
import { CliError } from "../cli-error.ts";
import { monotonicMs, nowMs, sleep } from "../ports/clock.ts";
import { lives, type ProcessMark, signalMarked } from "../ports/process-table.ts";
import { readWorld } from "../supervision/world-file.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatDuration } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";
import { type ContractPicture, openQuestions } from "../watch/contract-picture.ts";
import type { PictureBoard } from "./await-picture.ts";

type Victim = "daemon" | "server" | "postgres";

export type Crash = { victim: Victim; moment: string; awayMs: number };

export type CrashWorld = {
  home: string;
  client: Client;
  board: PictureBoard;
  say: (line: string) => void;
  /** Called when the question may be answered: the server has been killed while it was open. */
  letAnswer: () => void;
};

const returnLimitMs = 60_000;

/** The daemon in a worker's turn, the server while the question is open, PostgreSQL during the merge. */
export async function crashWorld(world: CrashWorld): Promise<Crash[]> {
  const { board } = world;
  const inTurn = await board.until(
    "a kill in a worker's turn",
    (picture) => workerInTurn(picture) !== undefined,
  );
  const worker = cleanLine(workerInTurn(inTurn)?.name ?? "");
  const daemon = await killAndAwait(world, { victim: "daemon", moment: `in the middle of ${worker}'s turn` });
  await board.until("a kill while the question is open", (picture) => openQuestions(picture).length > 0);
  const server = await killAndAwait(world, { victim: "server", moment: "while the question is open" });
  world.letAnswer();
  await board.until("a kill during the merge", isMerging);
  const postgres = await killAndAwait(world, { victim: "postgres", moment: "during the merge" });
  return [daemon, server, postgres];
}

/** One that has said how far it is, so that it is neither just starting nor done. */
const workerInTurn = ({ tasks }: ContractPicture) =>
  tasks.find(({ kind, status, progress }) => kind === "worker" && status === "running" && progress > 0);

const isMerging = ({ supervisor, tasks }: ContractPicture): boolean =>
  (supervisor?.currentActivity.startsWith("Merging") ?? false) ||
  tasks.some(({ mergedCommit }) => mergedCommit !== null);

type Kill = { victim: Victim; moment: string };

async function killAndAwait(world: CrashWorld, { victim, moment }: Kill): Promise<Crash> {
  const mark = await aliveMark(world.home, victim);
  const killedAtMs = nowMs();
  const startedMs = monotonicMs();
  if (mark === null || !signalMarked(mark, "SIGKILL")) throw notThere(victim, moment);
  world.say(`${paint.bad("✗ SIGKILL")} to the ${nameOf(victim)} (pid ${mark.pid}) ${moment}`);
  const back = await awaitReturn(world, { victim, mark, killedAtMs });
  const awayMs = monotonicMs() - startedMs;
  world.say(
    `${paint.good("✓ back")} the ${nameOf(victim)} (pid ${back.pid}) after ${formatDuration(awayMs)}`,
  );
  return { victim, moment, awayMs };
}

const nameOf = (victim: Victim): string => (victim === "postgres" ? "database" : victim);

async function aliveMark(home: string, victim: Victim): Promise<ProcessMark | null> {
  const mark = (await readWorld(home))?.[victim] ?? null;
  return mark !== null && lives(mark) ? mark : null;
}

type Return = { victim: Victim; mark: ProcessMark; killedAtMs: number };

async function awaitReturn(
  { home, client }: CrashWorld,
  { victim, mark, killedAtMs }: Return,
): Promise<ProcessMark> {
  const deadlineMs = monotonicMs() + returnLimitMs;
  while (monotonicMs() < deadlineMs) {
    const next = await aliveMark(home, victim);
    const isAnother = next !== null && (next.pid !== mark.pid || next.startTime !== mark.startTime);
    if (isAnother && (await answers(client, { victim, killedAtMs }))) return next;
    await sleep(25);
  }
  throw new CliError({
    code: "NO_RETURN",
    message: `the ${nameOf(victim)} was not back within ${formatDuration(returnLimitMs)}`,
    mend: `its log is in ${home}/logs`,
  });
}

/** A read of the daemons goes through server and database, and a daemon that is back has been seen since. */
async function answers(client: Client, { victim, killedAtMs }: Omit<Return, "mark">): Promise<boolean> {
  const { items } = await client.listDaemons({ limit: 200 });
  if (victim !== "daemon") return true;
  return items.some(
    ({ status, lastSeenAt }) =>
      status === "online" && lastSeenAt !== null && Date.parse(lastSeenAt) >= killedAtMs,
  );
}

function notThere(victim: Victim, moment: string): CliError {
  return new CliError({
    code: "NOT_THERE",
    message: `there was no ${nameOf(victim)} of ours to kill ${moment}`,
    mend:
      victim === "postgres" ? "a database of your own (MAKIMA_DATABASE_URL) is never killed" : "try again",
  });
}
