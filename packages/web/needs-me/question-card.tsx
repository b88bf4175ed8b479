// One open question: who asks, what stands still, what each answer does, and the ways to answer.
import type { Contract } from "@makima/protocol/contracts";
import type { QuestionView } from "@makima/protocol/questions";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTasks } from "../live/queries.ts";
import { Markdown } from "../parts/markdown.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { needsMeTexts as texts } from "../texts/needs-me.ts";
import { AnswerForm } from "./answer-form.tsx";
import { SnoozeMenu } from "./snooze-menu.tsx";
import { inWords } from "./use-answer.ts";
import { WhyAsked } from "./why-asked.tsx";

type Props = {
  question: QuestionView;
  contract: Contract | undefined;
  isFirst: boolean;
  onLast: (() => void) | null;
};

export function QuestionCard({ question, contract, isFirst, onLast }: Props) {
  const [isWhyOpen, setIsWhyOpen] = useState(false);
  const headingId = `question-${question.id}`;
  return (
    <article
      className={`question ${isFirst ? "question-first" : ""}`}
      data-card
      tabIndex={-1}
      aria-labelledby={headingId}
    >
      <Asker question={question} contract={contract} />
      <h2 id={headingId}>
        <bdi>{question.question}</bdi>
      </h2>
      {question.context !== null && (
        <div className="question-context">
          <Markdown text={question.context} />
        </div>
      )}
      {question.earlierAnswer !== null && (
        <p className="note">
          {texts.earlier} <bdi>{inWords(question.earlierAnswer.response)}</bdi>
        </p>
      )}
      <AnswerForm question={question} />
      <footer className="card-line">
        <button
          type="button"
          className="button-link"
          data-why
          aria-expanded={isWhyOpen}
          onClick={() => setIsWhyOpen(!isWhyOpen)}
        >
          {texts.why}
        </button>
        <SnoozeMenu questionId={question.id} onLast={onLast} />
        <StandsStill question={question} contract={contract} />
      </footer>
      {isWhyOpen && <WhyAsked question={question} />}
    </article>
  );
}

function Asker({ question, contract }: Pick<Props, "question" | "contract">) {
  const { contractId, taskId, askedAt, isRestored, questionType } = question;
  const task = useTasks(contractId).data?.find(({ id }) => id === taskId);
  return (
    <p className="card-line quiet">
      <span className="tag">{texts.kinds[questionType]}</span>
      <span>
        <bdi>{task?.name ?? "…"}</bdi> {texts.asks}{" "}
        <Link to="/contracts/$id" params={{ id: contractId }} search={{ task: taskId }}>
          <bdi>{contract?.name ?? "…"}</bdi>
        </Link>
      </span>
      {isRestored && (
        <span className="tag tag-wait" title={texts.restoredHow}>
          {texts.restored}
        </span>
      )}
      <span className="push">
        <TimeAgo at={askedAt} />
      </span>
    </p>
  );
}

function StandsStill({ question, contract }: Pick<Props, "question" | "contract">) {
  const isSupervisor = contract?.supervisorTaskId === question.taskId;
  return (
    <span className="quiet push stands-still">
      {isSupervisor ? texts.standsStill.supervisor : texts.standsStill.worker}
    </span>
  );
}
