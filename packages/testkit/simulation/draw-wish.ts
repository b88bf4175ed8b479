// What a person does next: mostly an answer to an open question, sometimes two at once from two tabs.
import { drawReturn } from "./draw-return.ts";
import { look } from "./look.ts";
import type { People } from "./people.ts";
import type { SimulatedWorld } from "./simulated-world.ts";
import type { Stream } from "./streams.ts";

export type OpenQuestion = { id: string; type: string; choices: string[] | null };

export const openQuestions = ({ database }: SimulatedWorld): OpenQuestion[] =>
  look<OpenQuestion>(
    database,
    `select id, question_type as type, choices from question where status = 'pending' order by asked_at, id`,
  );

export function drawWish({
  world,
  people,
  draw,
}: {
  world: SimulatedWorld;
  people: People;
  draw: Stream;
}): void {
  const questions = openQuestions(world);
  const [contract] = look<{ id: string; taskId: string | null; status: string }>(
    world.database,
    `select id, supervisor_task_id as "taskId", status from contract`,
  );
  if (contract === undefined) return;
  if (draw.chance(STRANGERS)) tryDoor({ people, draw, contract, questions });
  if (draw.chance(world.limits.returns) && drawReturn({ world, people, draw })) return;
  if (questions.length > 0 && draw.chance(0.7)) {
    const question = draw.pick(questions);
    people.wish("answer", question.id, answerTo(question, draw));
    if (draw.chance(0.4)) people.wish("answer", question.id, answerTo(question, draw));
    return;
  }
  const dice = draw.next();
  if (contract.status === "paused" || dice < 0.15) people.wish("start", contract.id);
  else if (dice < 0.35) people.wish("pause", contract.id);
  else if (dice < 0.55) people.wish("phase", contract.id, "execute");
  else if (dice < 0.6 && world.limits.mayCancel) people.wish("cancel", contract.id);
  else if (contract.taskId !== null)
    people.wish("message", contract.taskId, `How is it going (${people.requests.length})?`);
}

/** How many of people's acts are followed by one of somebody whom all of this does not concern. */
const STRANGERS = 0.15;

function tryDoor({
  people,
  draw,
  contract: { id, taskId },
  questions,
}: {
  people: People;
  draw: Stream;
  contract: { id: string; taskId: string | null };
  questions: readonly OpenQuestion[];
}): void {
  const question = questions[0]?.id;
  people.tryAsStranger(draw.pick(["pause", "cancel", "start"] as const), id);
  if (taskId !== null) people.tryAsStranger(draw.pick(["look at task", "message"] as const), taskId);
  if (question !== undefined)
    people.tryAsStranger(draw.pick(["look at question", "answer"] as const), question);
}

/** The first choice, which is the way on. */
export const answerToGoOn = ({ choices }: OpenQuestion): string => choices?.[0] ?? "go on";

/** A choice that there is, or a person's own words where those are free. */
function answerTo({ choices, type }: OpenQuestion, draw: Stream): string {
  if (choices === null || choices.length === 0 || (type === "general" && draw.chance(0.2)))
    return `my own words ${draw.between(1, 99)}`;
  return draw.pick(choices);
}
