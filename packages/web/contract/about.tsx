// What is known of a contract and of the task that is shown.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { Link } from "@tanstack/react-router";
import { useDaemons, useFindings, useQuestions } from "../live/queries.ts";
import { Markdown } from "../parts/markdown.tsx";
import { contractTexts } from "../texts/contract.ts";

const texts = contractTexts.facts;

export function About({ contract, task }: { contract: Contract; task: Task }) {
  const { repository, branch, supervisorAgent, workerAgent, goal } = contract;
  const open = (useQuestions().data ?? []).filter(({ contractId }) => contractId === contract.id).length;
  const findings = useFindings(contract.id).data ?? [];
  return (
    <aside className="about" aria-label={contractTexts.about}>
      <AboutTask task={task} />
      <details open={task.kind === "supervisor"}>
        <summary>{contractTexts.about}</summary>
        <dl className="facts">
          <Fact name={texts.repository} value={repository.path ?? repository.url ?? ""} isCode />
          <Fact name={texts.base} value={repository.baseBranch ?? ""} isCode />
          <Fact name={texts.branch} value={branch} isCode />
          <Fact name={texts.agents} value={[...new Set([supervisorAgent, workerAgent])].join(", ")} />
          {open > 0 && (
            <div>
              <dt>{texts.asks}</dt>
              <dd>
                <Link to="/needs-me">{open}</Link>
              </dd>
            </div>
          )}
        </dl>
        <h3>{texts.goal}</h3>
        <div className="about-text">
          <Markdown text={goal} />
        </div>
      </details>
      {findings.length > 0 && (
        <section>
          <h3>{texts.findings}</h3>
          {findings.map(({ id, severity, text }) => (
            <div key={id} className="finding">
              <span className={severity === "critical" || severity === "major" ? "tone-bad" : "quiet"}>
                {severity}
              </span>
              <Markdown text={text} />
            </div>
          ))}
        </section>
      )}
    </aside>
  );
}

function AboutTask({ task }: { task: Task }) {
  const daemon = useDaemons().data?.items.find(({ id }) => id === task.daemonId);
  const waits = task.waitingFor.map(({ kind, reason }) => reason ?? contractTexts.waits[kind]);
  return (
    <section>
      <dl className="facts">
        <Fact name={texts.machine} value={daemon?.name ?? ""} />
        <Fact name={texts.worktree} value={task.worktreePath ?? ""} isCode />
        <Fact name={texts.waits} value={waits.join(", ")} />
        <Fact name={texts.error} value={task.error ?? ""} />
      </dl>
      {task.summary !== null && (
        <>
          <h3>{texts.summary}</h3>
          <div className="about-text">
            <Markdown text={task.summary} />
          </div>
        </>
      )}
      {task.kind !== "supervisor" && (
        <>
          <h3>{texts.plan}</h3>
          <div className="about-text">
            <Markdown text={task.plan} />
          </div>
        </>
      )}
    </section>
  );
}

function Fact({ name, value, isCode = false }: { name: string; value: string; isCode?: boolean }) {
  if (value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isCode ? "mono" : ""}>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
