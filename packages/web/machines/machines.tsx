// Machines: the daemons with their agents and load, draining, and the command with which another one joins.
import type { Daemon } from "@makima/protocol/daemons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { useDaemons } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { machinesTexts as texts } from "../texts/machines.ts";
import { JoinMachine } from "./join-machine.tsx";

export function Machines() {
  const daemons = useDaemons();
  return (
    <div className="page">
      <header className="page-bar">
        <h1>{texts.title}</h1>
        <span className="quiet">
          {texts.recovery(daemons.data?.recovery.left ?? 0, daemons.data?.recovery.held ?? 0)}
        </span>
      </header>
      <AnswerOf query={daemons} lines={5}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title={texts.none}>
              <p>{texts.noneHow}</p>
            </EmptyNote>
          ) : (
            items.map((daemon) => <Machine key={daemon.id} daemon={daemon} />)
          )
        }
      </AnswerOf>
      <JoinMachine />
    </div>
  );
}

function Machine({ daemon }: { daemon: Daemon }) {
  const { name, status, tasks, maxTasks, strain, lastSeenAt, drained, unbundled } = daemon;
  return (
    <section className="panel">
      <header className="card-line">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <StateMark state={status} />
        <span className="quiet">{texts.load(tasks, maxTasks)}</span>
        <span className="quiet push">
          {texts.seen} {lastSeenAt === null ? texts.neverSeen : <TimeAgo at={lastSeenAt} />}
        </span>
        <DrainButton daemon={daemon} />
      </header>
      {strain !== null && (
        <p className="note">
          {texts.strained} <bdi>{strain}</bdi>
        </p>
      )}
      {status === "draining" && <p className="note">{drained ? texts.drained : texts.draining}</p>}
      {unbundled.count > 0 && <p className="quiet">{texts.unbundled(unbundled.count)}</p>}
      <ul className="agents">
        {daemon.agents.map(({ name: agent, version, ready, problem }) => (
          <li key={agent}>
            <span className={ready ? "tone-good" : "tone-quiet"} aria-hidden="true">
              {ready ? "●" : "○"}
            </span>
            <strong>{agent}</strong>
            <span className="quiet">{version}</span>
            <bdi className="quiet">{ready ? texts.ready : problem}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DrainButton({ daemon: { id, drainAskedAt } }: { daemon: Daemon }) {
  const api = useApi();
  const cache = useQueryClient();
  const undo = drainAskedAt !== null;
  const drain = useMutation({
    mutationFn: () => api.drainDaemon({ id, undo }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.daemons }),
  });
  return (
    <>
      <button
        type="button"
        className="button"
        title={texts.drainHow}
        disabled={drain.isPending}
        onClick={() => drain.mutate()}
      >
        {undo ? texts.takeBack : texts.drain}
      </button>
      {drain.isError && <FailureNote error={drain.error} />}
    </>
  );
}
