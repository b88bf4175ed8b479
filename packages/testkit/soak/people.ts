// The people of a soak: they start contracts, answer from two tabs at once, write, pause and go on, and note what they were told.
import { ApiError, type Client, ServerUnreachable } from "@makima/client";
import type { QuestionView } from "@makima/protocol/questions";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { drawProgram, type Program } from "./program.ts";
import type { Random } from "./random.ts";
import type { SoakWorld } from "./world.ts";

/** What one tab was told of its answer. */
export type Told = {
  questionId: string;
  response: unknown;
  outcome: "ok" | "conflict" | "over" | "unknown";
  /** of a conflict: what has won */
  winner?: unknown;
};

export type Started = { id: string; branch: string; program: Program };

export type People = {
  started: Started[];
  told: Told[];
  counts: Record<string, number>;
  /** no contract is at work any more, or the time for it is over */
  isDone: boolean;
};

export type Life = { world: SoakWorld; random: Random; people: People; isOver: () => boolean };

/** Keeps this many contracts at work until it is over. Then the last ones may take their time, until nothing has moved for `HEAL_MS`. */
export async function startContracts({ world, random, people, isOver }: Life, atOnce: number): Promise<void> {
  /** how far each has come */
  const open = new Map<string, string | undefined>();
  let movedMs = monotonicMs();
  while (!isOver() || open.size > 0) {
    for (const [id, before] of open) {
      const { status, cursor } = await world.client(0).getContract({ id });
      if (cursor !== before || !isOver()) movedMs = monotonicMs();
      open.set(id, cursor);
      if (status !== "active" && status !== "paused" && status !== "draft") open.delete(id);
      // A pause whose own end was lost in a fault would stand for ever.
      else if (isOver() && status === "paused") await tried(() => world.client(0).startContract({ id }));
    }
    while (!isOver() && open.size < atOnce) {
      const id = await startOne(world, { random, people });
      // The disk is full, and the server has said so: nothing was begun.
      if (id === null) break;
      open.set(id, undefined);
    }
    await sleep(250);
    if (isOver() && monotonicMs() - movedMs > HEAL_MS) break;
  }
  people.isDone = true;
}

const HEAL_MS = 120_000;

async function startOne(
  world: SoakWorld,
  { random, people }: { random: Random; people: People },
): Promise<string | null> {
  const program = drawProgram(random);
  const agent = random.pick(["scripted", "scripted-no-load"]);
  const asked = world.client(random.between(0, 1)).createContract({
    name: `Soak ${people.started.length + 1}`,
    goal: `Do what the script says.\n\n\`\`\`makima-script\n${program.script}\`\`\`\n`,
    repository: { path: world.repository.path, baseBranch: "main" },
    supervisorAgent: agent,
    workerAgent: agent,
    priority: random.between(0, 9),
    autoStart: true,
  });
  const made = await asked.catch((error: unknown) => {
    if (error instanceof ApiError && error.status === STORAGE_FULL) return null;
    throw error;
  });
  if (made === null) return null;
  people.started.push({ id: made.id, branch: made.branch, program });
  return made.id;
}

const STORAGE_FULL = 507;

/** Answers whatever is open, some of it at once from two tabs, some of it late. */
export async function answerQuestions({ world, random, people, isOver }: Life): Promise<void> {
  for (; !people.isDone; await sleep(200)) {
    const { items } = await world.client(random.between(0, 1)).listQuestions({ limit: 100 });
    for (const question of items) {
      if (!isOver() && random.chance(0.6)) continue;
      const first = answerOf(question, random.between(0, 1));
      const other = random.chance(0.4) ? [answerOf(question, 1)] : [];
      people.told.push(
        ...(await Promise.all(
          [first, ...other].map((choice, tab) => answer(world.client(tab), { question, choice })),
        )),
      );
    }
  }
}

/** Of a question that makima itself asks, the choice that goes on. */
function answerOf({ choices, questionType }: QuestionView, place: number): string {
  return (questionType === "recovery" ? choices[0] : choices[place % choices.length]) ?? "go on";
}

async function answer(
  client: Client,
  { question: { id }, choice }: { question: QuestionView; choice: string },
): Promise<Told> {
  const told = { questionId: id, response: [choice] };
  try {
    await client.answerQuestion({ id, choices: [choice] });
    return { ...told, outcome: "ok" };
  } catch (error) {
    if (error instanceof ServerUnreachable) return { ...told, outcome: "unknown" };
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "ALREADY_ANSWERED")
      return { ...told, outcome: "conflict", winner: error.details?.["response"] };
    if (error.code === "QUESTION_WITHDRAWN" || error.code === "QUESTION_EXPIRED")
      return { ...told, outcome: "over" };
    if (error.status >= 500) return { ...told, outcome: "unknown" };
    throw error;
  }
}

/** Pauses a contract now and then, and starts it again. */
export async function interfere({ world, random, people, isOver }: Life): Promise<void> {
  while (!isOver()) {
    await sleep(random.between(1_000, 6_000));
    const chosen = people.started.at(-random.between(1, 4));
    if (chosen === undefined) continue;
    if (await tried(() => world.client(0).pauseContract({ id: chosen.id }))) {
      people.counts["paused"] = (people.counts["paused"] ?? 0) + 1;
      await sleep(random.between(0, 2_000));
      await tried(() => world.client(1).startContract({ id: chosen.id }));
    }
  }
}

/** False when it was refused, because the contract is over or has not begun. */
async function tried(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof ApiError || error instanceof ServerUnreachable) return false;
    throw error;
  }
}
