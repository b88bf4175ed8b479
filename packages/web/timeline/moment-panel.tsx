// The moment where the handle is: the state, the code and the words of then, and what can be done from there.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { showToast } from "../frame/toasts.ts";
import { partsFor } from "../going-back/ask-rewind.ts";
import { GoingBackButtons } from "../going-back/going-back-buttons.tsx";
import { type GoingBack, GoingBackSheet } from "../going-back/going-back-sheet.tsx";
import type { Point } from "../going-back/point.ts";
import { isOver } from "../home/sort-contracts.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { exact } from "../parts/time-ago.tsx";
import { partTexts } from "../texts/parts.ts";
import { timelineTexts as texts } from "../texts/timeline.ts";
import type { Moment } from "./moment-of.ts";
import { MomentParts } from "./moment-parts.tsx";
import { useMoment } from "./use-moment.ts";

type Props = {
  /** the number of what happened last; null: now */
  at: number | null;
  task: Task;
  contract: Contract;
  onNow: () => void;
};
type Open = GoingBack | null;

export function MomentPanel(props: Props) {
  const moment = useMoment({ contractId: props.contract.id, taskId: props.task.id, at: props.at });
  return (
    <AnswerOf query={moment} lines={6}>
      {(found) => <Shown moment={found} {...props} />}
    </AnswerOf>
  );
}

function Shown({ moment, at, task, contract, onNow }: Props & { moment: Moment }) {
  const isNow = at === null;
  const [open, setOpen] = useState<Open>(null);
  const point = pointOf(moment);
  return (
    <section className="moment-panel" aria-label={texts.moment}>
      <header className="card-line">
        <h2>
          <bdi>{task.name}</bdi>
        </h2>
        <span className="quiet">{isNow ? texts.now : exact(moment.at)}</span>
        {!isNow && (
          <button type="button" className="button-link" onClick={onNow}>
            {texts.backToNow}
          </button>
        )}
        <Link to="/contracts/$id" params={{ id: contract.id }} search={{ task: task.id }} className="push">
          {texts.open}
        </Link>
      </header>
      <MomentFacts moment={moment} />
      <MomentButtons
        isOver={isOver(contract)}
        canRewind={!isNow && partsFor(task, point).length > 0}
        onOpen={setOpen}
      />
      <MomentParts moment={moment} task={task} />
      {open !== null && (
        <GoingBackSheet
          what={open}
          task={task}
          contract={contract}
          point={point}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function pointOf({ at, checkpoint, messages }: Moment): Point {
  return {
    at,
    checkpointId: checkpoint?.id ?? null,
    checkpointNumber: checkpoint?.number ?? null,
    messageId: messages.at(-1)?.id ?? null,
  };
}

function MomentFacts({ moment: { state, phase, checkpoint } }: { moment: Moment }) {
  const word = state === null ? "" : state.state;
  return (
    <dl className="facts">
      {state !== null && (
        <div>
          <dt>{texts.supervisor}</dt>
          <dd>
            {word in partTexts.states ? partTexts.states[word as keyof typeof partTexts.states] : word}
            {state.activity !== "" && <bdi className="quiet"> · {state.activity}</bdi>}
          </dd>
        </div>
      )}
      {phase !== null && (
        <div>
          <dt>{texts.phase}</dt>
          <dd>{partTexts.phases[phase]}</dd>
        </div>
      )}
      <div>
        <dt>{texts.code}</dt>
        <dd>
          {checkpoint === null ? texts.noCode : texts.checkpoint(checkpoint.number, checkpoint.filesChanged)}
        </dd>
      </div>
    </dl>
  );
}

type ButtonsProps = { canRewind: boolean; isOver: boolean; onOpen: (open: Open) => void };

function MomentButtons({ canRewind, isOver: over, onOpen }: ButtonsProps) {
  const copy = (): void => {
    navigator.clipboard.writeText(location.href).then(
      () => showToast({ text: texts.linked, tone: "plain" }),
      (error: unknown) => reportError(error),
    );
  };
  return (
    <div className="moment-buttons">
      <GoingBackButtons canRewind={canRewind} isOver={over} isMain onOpen={onOpen} />
      <button type="button" className="button" onClick={copy}>
        {texts.link}
      </button>
    </div>
  );
}
