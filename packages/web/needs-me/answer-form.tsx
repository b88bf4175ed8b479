// The ways to answer a question: a choice with one key, several, or the person's own words.
import type { QuestionView } from "@makima/protocol/questions";
import { type KeyboardEvent, useState } from "react";
import { needsMeTexts as texts } from "../texts/needs-me.ts";
import { useAnswer } from "./use-answer.ts";

export function AnswerForm({ question }: { question: QuestionView }) {
  const answer = useAnswer(question.id);
  const { choices, multiSelect, choicesOnly } = question;
  return (
    <div className="answers" aria-busy={answer.isPending}>
      {choices.length > 0 && !multiSelect && (
        <OneChoice
          question={question}
          isSending={answer.isPending}
          onTake={(choice) => answer.mutate({ choices: [choice] })}
        />
      )}
      {choices.length > 0 && multiSelect && (
        <SeveralChoices
          choices={choices}
          isSending={answer.isPending}
          onSend={(chosen) => answer.mutate({ choices: [...chosen] })}
        />
      )}
      {!choicesOnly && (
        <OwnWords
          label={choices.length > 0 ? texts.write : texts.writeOnly}
          isSending={answer.isPending}
          onSend={(response) => answer.mutate({ response })}
        />
      )}
    </div>
  );
}

function OneChoice({
  question,
  isSending,
  onTake,
}: {
  question: QuestionView;
  isSending: boolean;
  onTake: (choice: string) => void;
}) {
  const effects = texts.effects[question.questionType];
  return (
    <div className="choices">
      {question.choices.map((choice, place) => (
        <button
          key={choice}
          type="button"
          className="choice"
          data-choice={place + 1}
          disabled={isSending}
          onClick={() => onTake(choice)}
        >
          {place < 9 && <kbd>{place + 1}</kbd>}
          <span>
            <bdi>{choice}</bdi>
            {effects?.[choice] !== undefined && <small className="quiet">{effects[choice]}</small>}
          </span>
        </button>
      ))}
    </div>
  );
}

type SeveralProps = {
  choices: readonly string[];
  isSending: boolean;
  onSend: (chosen: readonly string[]) => void;
};

function SeveralChoices({ choices, isSending, onSend }: SeveralProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const turn = (choice: string): void =>
    setChosen(chosen.includes(choice) ? chosen.filter((one) => one !== choice) : [...chosen, choice]);
  return (
    <fieldset className="choices" disabled={isSending}>
      <legend className="quiet">{texts.many}</legend>
      {choices.map((choice, place) => (
        <button
          key={choice}
          type="button"
          className="choice"
          role="checkbox"
          aria-checked={chosen.includes(choice)}
          data-choice={place + 1}
          onClick={() => turn(choice)}
        >
          <kbd>{chosen.includes(choice) ? "✓" : place + 1}</kbd>
          <bdi>{choice}</bdi>
        </button>
      ))}
      <button
        type="button"
        className="button button-strong"
        disabled={chosen.length === 0}
        onClick={() => onSend(chosen)}
      >
        {texts.sendChoices(chosen.length)}
      </button>
    </fieldset>
  );
}

function OwnWords({
  label,
  isSending,
  onSend,
}: {
  label: string;
  isSending: boolean;
  onSend: (text: string) => void;
}) {
  const [text, setText] = useState("");
  const send = (): void => {
    if (text.trim() !== "") onSend(text);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    if (event.key === "Escape") event.currentTarget.closest<HTMLElement>("[data-card]")?.focus();
  };
  return (
    <div className="own-words">
      <textarea
        className="field"
        rows={1}
        placeholder={label}
        aria-label={label}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={press}
      />
      {text.trim() !== "" && (
        <button type="button" className="button button-strong" disabled={isSending} onClick={send}>
          {texts.send} <kbd>Ctrl ⏎</kbd>
        </button>
      )}
    </div>
  );
}
