// One restoration, like a flight report: what ran, why it stopped, what was kept and lost, what was found and decided, and the alternatives.
import type { Contract } from "@makima/protocol/contracts";
import type { Restoration } from "@makima/protocol/restorations";
import type { ReactNode } from "react";
import { exact, TimeAgo } from "../parts/time-ago.tsx";
import { partTexts } from "../texts/parts.ts";
import { tabTexts } from "../texts/tabs.ts";
import { Alternatives } from "./alternatives.tsx";
import { Part } from "./part.tsx";

const texts = tabTexts.restorations;

/** `isNewest`: of its task; what else could have been done is offered for that one alone. */
type Props = { restoration: Restoration; contract: Contract; isNewest: boolean; isOpen: boolean };

export function RestorationReportCard({ restoration, contract, isNewest, isOpen }: Props) {
  const { taskName, number, outcome, createdAt, plan, reason, notice } = restoration;
  return (
    <details className="report" open={isOpen}>
      <summary>
        <strong>
          <bdi>{texts.title(taskName, number)}</bdi>
        </strong>
        <span className={outcome === "done" ? "tone-good" : "tone-you"}>{texts.outcome[outcome]}</span>
        <span className="quiet push" title={exact(createdAt)}>
          <TimeAgo at={createdAt} />
        </span>
      </summary>
      <dl>
        <Part title={texts.what}>{texts.source[restoration.source]}</Part>
        <Part title={texts.previous}>{stateWord(restoration.previousState)}</Part>
        <Part title={texts.inFlight}>{inFlightOf(restoration)}</Part>
        <Part title={texts.kept}>
          <Lines lines={keptOf(restoration)} />
        </Part>
        <Part title={texts.lost}>
          <Lines lines={lostOf(restoration)} />
        </Part>
        <Part title={texts.found}>
          <Findings findings={restoration.findings} />
        </Part>
        <Part title={texts.decided}>
          <strong>{texts.plans[plan]}.</strong> <bdi>{reason}</bdi>
        </Part>
        {isNewest && <Alternatives restoration={restoration} contract={contract} />}
        <Part title={texts.notice}>
          <details className="fold">
            <summary>
              <span className="fold-hint">{notice.slice(0, 140)}</span>
            </summary>
            <p className="plain-text fold-body">{notice}</p>
          </details>
        </Part>
      </dl>
    </details>
  );
}

const stateWord = (state: string): string =>
  state in partTexts.states ? partTexts.states[state as keyof typeof partTexts.states] : state;

function inFlightOf({ inFlight }: Restoration): ReactNode {
  if (inFlight.length === 0) return texts.lostNothing;
  return inFlight.map(({ toolCallId, toolName, outcome }) => (
    <div key={toolCallId}>
      <code>{toolName}</code> <span className="quiet">{texts.outcomes[outcome] ?? outcome}</span>
    </div>
  ));
}

function keptOf({ pendingQuestionIds, deliveredQuestionIds, waitingTaskIds }: Restoration): string[] {
  return [
    texts.keptAll,
    ...(pendingQuestionIds.length > 0 ? [texts.keptQuestions(pendingQuestionIds.length)] : []),
    ...(deliveredQuestionIds.length > 0 ? [texts.keptAnswers(deliveredQuestionIds.length)] : []),
    ...(waitingTaskIds.length > 0 ? [texts.keptTasks(waitingTaskIds.length)] : []),
  ];
}

function lostOf({ lost }: Restoration): string[] {
  if (lost === null) return [texts.lostNothing];
  const span = `${texts.lostTime(lost.seconds)} (${exact(lost.since)} – ${exact(lost.until)})`;
  return [span, ...(lost.messages === null ? [] : [texts.lostMessages(lost.messages.count)])];
}

function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => <div key={line}>{line}</div>);
}

function Findings({ findings }: Pick<Restoration, "findings">) {
  if (findings.length === 0) return texts.foundNothing;
  const tones = { error: "tone-bad", warning: "tone-wait", info: "quiet" } as const;
  return findings.map(({ code, severity, message }) => (
    <div key={`${code} ${message}`}>
      <span className={tones[severity]}>{severity}</span> <bdi>{message}</bdi>
    </div>
  ));
}
