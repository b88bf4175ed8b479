// One question.
import { Refusal } from "@makima/protocol/errors";
import type { QuestionView } from "@makima/protocol/questions";
import type { Principal, World } from "../world.ts";
import { readQuestion, showQuestion } from "./reader.ts";

/** Throws NOT_FOUND, also for another owner's. */
export async function getQuestion(
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<QuestionView> {
  const question = await readQuestion(world.db, { ownerId: principal.ownerId, questionId: params.id });
  if (question === null) throw new Refusal("NOT_FOUND", "there is no such question");
  return showQuestion(question);
}
