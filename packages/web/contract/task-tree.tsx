// The tasks of a contract as a tree, each a link to what it said and did.
import type { Task } from "@makima/protocol/tasks";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useQuestions } from "../live/queries.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { treeOf } from "./tree-of.ts";

type Props = { tasks: readonly Task[]; shownId: string; contractId: string };

export function TaskTree({ tasks, shownId, contractId }: Props) {
  const tree = useMemo(() => treeOf(tasks), [tasks]);
  const questions = useQuestions().data;
  const asking = useMemo(() => new Set(questions?.map(({ taskId }) => taskId)), [questions]);
  const forked = tasks.find(({ forkedFrom }) => forkedFrom?.way === "fork");
  return (
    <nav className="task-tree" aria-label={texts.tasks}>
      <h2>{texts.tasks}</h2>
      {tree.map(({ task, depth }) => (
        <Link
          key={task.id}
          to="/contracts/$id"
          params={{ id: contractId }}
          search={(old) => ({ tab: old.tab, task: task.id })}
          className="task-line"
          style={{ paddingInlineStart: `${8 + Math.min(depth, 6) * 14}px` }}
          aria-current={task.id === shownId ? "page" : undefined}
        >
          <StateMark state={asking.has(task.id) ? "waiting_for_user" : task.status} withWord={false} />
          <span className="task-name">
            <bdi>{task.name}</bdi>
            {task.forkedFrom !== null && <span className="tag">{texts.forkedFrom.split(" ")[0]}</span>}
          </span>
          <span className="quiet task-agent">{task.agent}</span>
        </Link>
      ))}
      {forked !== undefined && (
        <Link to="/compare/$id" params={{ id: forked.id }} className="button-link task-compare">
          {texts.compare}
        </Link>
      )}
    </nav>
  );
}
