// Needs me: every open question of every contract in one queue, the oldest first; answered with one key.
import type { QuestionView } from "@makima/protocol/questions";
import { useState } from "react";
import { useContracts, useQuestions } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { needsMeTexts as texts } from "../texts/needs-me.ts";
import { NothingOpen } from "./nothing-open.tsx";
import { PutOffList } from "./put-off-list.tsx";
import { QuestionCard } from "./question-card.tsx";
import { useSnoozes } from "./snoozed.ts";
import { useQueueKeys } from "./use-queue-keys.ts";

export function NeedsMe() {
  const questions = useQuestions();
  return (
    <div className="page needs-me">
      <AnswerOf query={questions} lines={6}>
        {(open) => <Queue open={open} />}
      </AnswerOf>
    </div>
  );
}

function Queue({ open }: { open: readonly QuestionView[] }) {
  const [later, setLater] = useState<readonly string[]>([]);
  const contracts = useContracts().data ?? [];
  const snoozes = useSnoozes();
  const queue = inOrder(
    open.filter(({ id }) => !snoozes.has(id)),
    later,
  );
  const list = useQueueKeys();
  return (
    <>
      <header className="page-bar">
        <h1>{texts.title}</h1>
        {queue.length > 0 && <span className="quiet">{texts.count(queue.length)}</span>}
      </header>
      {queue.length === 0 && <NothingOpen contracts={contracts} />}
      <div ref={list} className="queue">
        {queue.map((question, place) => (
          <QuestionCard
            key={question.id}
            question={question}
            contract={contracts.find(({ id }) => id === question.contractId)}
            isFirst={place === 0}
            onLast={
              queue.length > 1
                ? () => setLater([...later.filter((id) => id !== question.id), question.id])
                : null
            }
          />
        ))}
      </div>
      <PutOffList questions={open.filter(({ id }) => snoozes.has(id))} until={snoozes} />
    </>
  );
}

/** The oldest blocker first; what was put off, in the order in which that was done. */
function inOrder(open: readonly QuestionView[], later: readonly string[]): QuestionView[] {
  const rank = ({ id }: QuestionView): number => later.indexOf(id);
  return open.toSorted((a, b) => rank(a) - rank(b) || a.askedAt.localeCompare(b.askedAt));
}
