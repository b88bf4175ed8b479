// What was put off, folded at the end of the queue: until when, and the way to have it back now.
import type { QuestionView } from "@makima/protocol/questions";
import { exact } from "../parts/time-ago.tsx";
import { needsMeTexts } from "../texts/needs-me.ts";
import type { Snoozes } from "./keep-snoozes.ts";
import { wakeUp } from "./snoozed.ts";

const texts = needsMeTexts.snooze;

export function PutOffList({ questions, until }: { questions: readonly QuestionView[]; until: Snoozes }) {
  if (questions.length === 0) return null;
  return (
    <details className="put-off">
      <summary className="quiet">{texts.list(questions.length)}</summary>
      <ul className="plain-list">
        {questions.map(({ id, question }) => (
          <li key={id} className="card-line">
            <bdi className="put-off-question">{question}</bdi>
            <span className="quiet push">
              {texts.until(exact(new Date(until.get(id) ?? 0).toISOString()))}
            </span>
            <button type="button" className="button" onClick={() => wakeUp(id)}>
              {texts.back}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
