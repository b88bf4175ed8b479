// Commands on the core of questions, answers and restorations, with a model of what must come of each. fast-check draws lists of them, and
// shrinks one that fails to the commands that matter.

import type { SupervisorProgram } from "@makima/testkit/simulation/agent-program";
import { openQuestions } from "@makima/testkit/simulation/draw-wish";
import { drawLimits } from "@makima/testkit/simulation/limits";
import { look } from "@makima/testkit/simulation/look";
import { killAgent } from "@makima/testkit/simulation/model-daemon";
import {
  endSchedule,
  openSchedule,
  passSecond,
  type Schedule,
  type ScheduleParts,
} from "@makima/testkit/simulation/run-schedule";
import { streamOf } from "@makima/testkit/simulation/streams";
import fc from "fast-check";

/** What is known of each question that a person answered: the response that won. */
type Model = { winners: Map<string, string> };

type Real = Schedule & { end(): Promise<string[]> };

const program: SupervisorProgram = {
  workers: [
    {
      name: "worker 1",
      questions: ["Which way?"],
      changes: true,
      keeps: false,
      usesOwnTool: false,
      completes: true,
    },
  ],
  questions: ["How?", "When?"],
  waitsFirst: false,
  changesPhase: false,
  changes: false,
  keeps: false,
  reportsProgress: false,
};

/** No fault is drawn: all of them are commands. */
export async function openModel(parts: ScheduleParts): Promise<{ model: Model; real: Real }> {
  const drawn = drawLimits(streamOf(parts.seed, "limits"));
  const limits = { ...drawn, servers: 2, daemons: 1, phaseGuard: false, flush: 1 };
  const schedule = await openSchedule({ ...parts, limits, program });
  return { model: { winners: new Map() }, real: { ...schedule, end: () => endSchedule(schedule) } };
}

/** A person answers the oldest open question, or, from another tab, one that has an answer. */
class Answer implements fc.AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly #isLate: boolean;

  constructor(text: string, isLate: boolean) {
    this.#text = text;
    this.#isLate = isLate;
  }

  check = ({ winners }: Readonly<Model>): boolean => !this.#isLate || winners.size > 0;

  async run({ winners }: Model, { world, people, steps }: Real): Promise<void> {
    const id = this.#isLate ? [...winners.keys()].at(-1) : openQuestions(world)[0]?.id;
    if (id === undefined) return;
    people.wish("answer", id, this.#text);
    await passSecond(steps, { second: 0, withAgents: true });
    const outcome = people.requests.at(-1)?.outcome;
    const winner = winners.get(id);
    if (winner === undefined && outcome?.ok === true) winners.set(id, this.#text);
    else if (winner === undefined || outcome?.ok !== false)
      throw new Error(
        `an answer to ${id}, which has ${winner ?? "none"}, ended as ${JSON.stringify(outcome)}`,
      );
    const [row] = look<{ response: unknown }>(world.database, "select response from question where id = $1", [
      id,
    ]);
    const stored = JSON.stringify([row?.response].flat());
    if (stored !== JSON.stringify([winners.get(id)])) throw new Error(`${id} holds ${stored}`);
  }

  toString = (): string => `${this.#isLate ? "answer again" : "answer"} ${this.#text}`;
}

/** Something that people have no hand in. */
class Happen implements fc.AsyncCommand<Model, Real> {
  readonly #what: "time" | "kill daemon" | "kill agent" | "kill server" | "cut";

  constructor(what: "time" | "kill daemon" | "kill agent" | "kill server" | "cut") {
    this.#what = what;
  }

  check = (): boolean => true;

  async run(_: Model, { world, steps }: Real): Promise<void> {
    const [daemon] = world.daemons;
    const run = daemon?.liveRuns[0];
    if (this.#what === "kill daemon" && daemon !== undefined) {
      daemon.crash();
      world.startDaemon(daemon.machine);
    } else if (this.#what === "kill agent" && run !== undefined) killAgent(run);
    else if (this.#what === "kill server") {
      world.liveServers[0]?.crash();
      world.startServer();
    } else if (this.#what === "cut") for (const link of world.links) link.cut();
    await passSecond(steps, { second: 0, withAgents: true });
  }

  toString = (): string => this.#what;
}

export const commandsOfPeople = fc.commands(
  [
    fc.constantFrom("yes", "no").map((text) => new Answer(text, false)),
    fc.constantFrom("yes", "no").map((text) => new Answer(text, true)),
    fc
      .constantFrom("time", "kill daemon", "kill agent", "kill server", "cut")
      .map((what) => new Happen(what)),
  ],
  { maxCommands: 14 },
);
