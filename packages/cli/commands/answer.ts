// `makima answer`: answers a question with choices, by number or by their text, or with words of one's own.
import type { QuestionView } from "@makima/protocol/questions";
import type { Command } from "commander";
import { chooseQuestion } from "../choose.ts";
import { usageError } from "../cli-error.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { pickChoices } from "../pick-choices.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function answer(command: Command): void {
  command
    .argument("<question>", "its id, or a unique part of it")
    .argument("[choice...]", "numbers or texts of choices")
    .option("--text <text>", "words of your own");
  act<{ text?: string }, [string, string[]]>(
    command,
    async ({ client, output }, { args: [given, choices], options: { text } }) => {
      if ((text === undefined) === (choices.length === 0)) {
        throw usageError(
          "an answer is either choices or a text",
          'makima answer ID 1, or makima answer ID --text "…"',
        );
      }
      const sdk = await client();
      const id = await chooseQuestion(sdk, given);
      const question = text === undefined ? await sdk.getQuestion({ id }) : null;
      const body =
        question === null ? { response: text ?? "" } : { choices: pickChoices(question.choices, choices) };
      const answered = await sdk.answerQuestion({ id, ...body });
      output.show(answered, {
        quiet: answered.id,
        human: () => [
          `${paint.good("✓")} ${cleanLine(answered.question)} ${paint.dim("→")} ${responseOf(answered)}`,
        ],
      });
      output.hints(`makima contract watch ${shortId(answered.contractId)}`);
    },
  );
}

function responseOf({ response }: QuestionView): string {
  return cleanLine(Array.isArray(response) ? response.join(", ") : (response ?? ""));
}
