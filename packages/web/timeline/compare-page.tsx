// Forks of one moment side by side: what each changed, how long it took, what it said last; and the one that is kept.
import type { ComparedFork } from "@makima/protocol/forks";
import type { Task } from "@makima/protocol/tasks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { showToast } from "../frame/toasts.ts";
import { ContractCost } from "../home/contract-cost.tsx";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Markdown } from "../parts/markdown.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { exact, lasted } from "../parts/time-ago.tsx";
import { tabTexts } from "../texts/tabs.ts";
import { timelineTexts } from "../texts/timeline.ts";
import { TryForks } from "./try-forks.tsx";

const texts = timelineTexts.compare;
const route = getRouteApi("/compare/$id");
const LOOK_AGAIN_MS = 4_000;

export function ComparePage() {
  const { id } = route.useParams();
  const api = useApi();
  const forks = useQuery({
    queryKey: keys.forks(id),
    queryFn: () => api.compareForks({ id }),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const [command, setCommand] = useState("");
  return (
    <div className="page page-wide">
      <AnswerOf query={forks} lines={8}>
        {({ from, forks: found }) => (
          <>
            <header>
              <h1>{texts.title}</h1>
              <p className="quiet">
                {texts.how} {exact(from.at)}
              </p>
            </header>
            <TryForks forks={found.map(({ task }) => task)} command={command} onCommand={setCommand} />
            <div className="compare">
              {found.map((fork) => (
                <Fork key={fork.task.id} fork={fork} comparedId={id} />
              ))}
            </div>
          </>
        )}
      </AnswerOf>
    </div>
  );
}

function Fork({ fork, comparedId }: { fork: ComparedFork; comparedId: string }) {
  const { task, durationMs, lastMessage, changes, problem, isKept } = fork;
  return (
    <article className={`panel ${isKept ? "panel-chosen" : ""}`}>
      <header className="card-line">
        <h2>
          <bdi>{task.name}</bdi>
        </h2>
        <StateMark state={task.status} />
        {isKept && <strong className="tone-good">{texts.isKept}</strong>}
        <span className="quiet push">{task.agent}</span>
      </header>
      <dl className="facts">
        <div>
          <dt>{texts.took}</dt>
          <dd>{durationMs === null ? texts.none : lasted(durationMs)}</dd>
        </div>
        {task.usage.costUsd + task.usage.inputTokens + task.usage.outputTokens > 0 && (
          <div>
            <dt>{texts.cost}</dt>
            <dd>
              <ContractCost contract={{ usage: task.usage, budget: null }} />
            </dd>
          </div>
        )}
        <div>
          <dt>{texts.changes}</dt>
          <dd>
            {changes === null
              ? (problem ?? texts.none)
              : tabTexts.checkpoints.changed(changes.files.length, changes.linesAdded, changes.linesRemoved)}
          </dd>
        </div>
      </dl>
      {changes !== null && changes.files.length > 0 && (
        <ul className="plain-list mono">
          {changes.files.slice(0, 12).map(({ path, added, removed }) => (
            <li key={path} className="card-line">
              <bdi>{path}</bdi>
              <span className="push quiet">
                +{added ?? 0} −{removed ?? 0}
              </span>
            </li>
          ))}
        </ul>
      )}
      <h3 className="quiet">{texts.last}</h3>
      <div className="about-text">{lastMessage === null ? texts.none : <Markdown text={lastMessage} />}</div>
      <KeepButton fork={fork} comparedId={comparedId} />
    </article>
  );
}

/** One that failed or was cancelled has nothing to keep; it can be looked at. */
const NOT_KEEPABLE: ReadonlySet<Task["status"]> = new Set(["failed", "cancelled"]);

function KeepButton({ fork: { task, isKept }, comparedId }: { fork: ComparedFork; comparedId: string }) {
  const api = useApi();
  const cache = useQueryClient();
  const keep = useMutation({
    mutationFn: () => api.keepFork({ id: task.id }),
    onSuccess: ({ kept }) => {
      showToast({ text: texts.kept(kept.name), tone: "plain" });
      return cache.invalidateQueries({ queryKey: keys.forks(comparedId) });
    },
  });
  return (
    <footer className="card-line">
      {!isKept && !NOT_KEEPABLE.has(task.status) && (
        <button
          type="button"
          className="button button-strong"
          title={texts.keepHow}
          disabled={keep.isPending}
          onClick={() => keep.mutate()}
        >
          {texts.keep}
        </button>
      )}
      <Link
        to="/contracts/$id"
        params={{ id: task.contractId }}
        search={{ task: task.id, tab: "diff" }}
        className="button"
      >
        {texts.open}
      </Link>
      {keep.isError && <FailureNote error={keep.error} />}
    </footer>
  );
}
