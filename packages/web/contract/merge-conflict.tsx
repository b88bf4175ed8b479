// A merge that was not made: which files conflict, and the ways on. It stands until the task is merged after all.
import type { Task } from "@makima/protocol/tasks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { FailureNote } from "../parts/failure-note.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { contractTexts } from "../texts/contract.ts";

const texts = contractTexts.conflict;

export function MergeConflict({ task }: { task: Task }) {
  const api = useApi();
  const newest = useQuery({
    queryKey: keys.conflict(task.id),
    queryFn: () =>
      api.getTimeline({
        contractId: task.contractId,
        taskId: task.id,
        type: "task.merge_conflicted",
        order: "desc",
        limit: 1,
      }),
    enabled: task.status === "done" && task.mergedCommit === null,
  });
  const event = newest.data?.items[0];
  if (event === undefined || task.mergedCommit !== null) return null;
  const paths = pathsIn(event.data["conflicts"]);
  return (
    <section className="note note-bad" aria-label={texts.title}>
      <span className="card-line">
        <strong>{texts.title}</strong>
        <span className="push">
          <TimeAgo at={event.createdAt} />
        </span>
      </span>
      <span>{texts.how}</span>
      <ul className="plain-list mono conflict-files">
        {paths.map((path) => (
          <li key={path}>
            <bdi>{path}</bdi>
          </li>
        ))}
      </ul>
      <div className="task-actions">
        <SolveButton task={task} paths={paths} />
        <Link
          to="/contracts/$id"
          params={{ id: task.contractId }}
          search={{ task: task.id, tab: "diff" }}
          className="button"
        >
          {texts.look}
        </Link>
      </div>
    </section>
  );
}

const pathsIn = (conflicts: unknown): string[] =>
  Array.isArray(conflicts) ? conflicts.filter((path): path is string => typeof path === "string") : [];

/** A task that begins with the work that conflicts, and brings the contract's branch into it: its result merges. */
function SolveButton({ task, paths }: { task: Task; paths: readonly string[] }) {
  const api = useApi();
  const navigate = useNavigate();
  const { id, contractId, name, agent } = task;
  const solve = useMutation({
    mutationFn: () =>
      api.createTask({
        contractId,
        name: texts.taskName(name).slice(0, MOST_NAME),
        plan: texts.plan(name, paths),
        agent,
        baseOn: { taskId: id },
      }),
    onSuccess: (made) =>
      navigate({ to: "/contracts/$id", params: { id: contractId }, search: { task: made.id } }),
  });
  return (
    <>
      <button
        type="button"
        className="button button-strong"
        title={texts.solveHow}
        disabled={solve.isPending}
        onClick={() => solve.mutate()}
      >
        {texts.solve}
      </button>
      {solve.isError && <FailureNote error={solve.error} />}
    </>
  );
}

/** As a task's name may be. */
const MOST_NAME = 100;
