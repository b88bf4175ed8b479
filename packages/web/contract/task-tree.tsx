// The tasks of a contract as a tree, each a link to what it said and did.
import type { Task } from "@makima/protocol/tasks";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Virtuoso } from "react-virtuoso";
import { useQuestions } from "../live/queries.ts";
import { Skeleton } from "../parts/skeleton.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { type Branch, treeOf } from "./tree-of.ts";

type Props = { tasks: readonly Task[]; isAll: boolean; shownId: string; contractId: string };

/** Of a thousand tasks those are drawn that are in view. */
export function TaskTree({ tasks, isAll, shownId, contractId }: Props) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const tree = useMemo(() => treeOf(tasks), [tasks]);
  const questions = useQuestions().data;
  const asking = useMemo(() => new Set(questions?.map(({ taskId }) => taskId)), [questions]);
  const forked = tasks.find(({ forkedFrom }) => forkedFrom?.way === "fork");
  return (
    <nav className="task-tree" aria-label={texts.tasks} ref={setScroller}>
      <h2>{texts.tasks}</h2>
      {scroller !== null && (
        <Virtuoso
          customScrollParent={scroller}
          data={tree}
          initialItemCount={Math.min(tree.length, FIRST_DRAWN)}
          increaseViewportBy={400}
          computeItemKey={(_index, { task }) => task.id}
          itemContent={(_index, branch) => (
            <TaskLine
              {...branch}
              contractId={contractId}
              isShown={branch.task.id === shownId}
              isAsking={asking.has(branch.task.id)}
            />
          )}
        />
      )}
      {!isAll && <Skeleton lines={5} />}
      {forked !== undefined && (
        <Link to="/compare/$id" params={{ id: forked.id }} className="button-link task-compare">
          {texts.compare}
        </Link>
      )}
    </nav>
  );
}

/** Before the room for them is measured. */
const FIRST_DRAWN = 30;

type LineProps = Branch<Task> & { contractId: string; isShown: boolean; isAsking: boolean };

function TaskLine({ task, depth, contractId, isShown, isAsking }: LineProps) {
  return (
    <Link
      to="/contracts/$id"
      params={{ id: contractId }}
      search={(old) => ({ tab: old.tab, task: task.id })}
      className="task-line"
      style={{ paddingInlineStart: `${8 + Math.min(depth, 6) * 14}px` }}
      aria-current={isShown ? "page" : undefined}
    >
      <StateMark state={isAsking ? "waiting_for_user" : task.status} withWord={false} />
      <span className="task-name">
        <bdi>{task.name}</bdi>
        {task.forkedFrom !== null && <span className="tag">{texts.forkedFrom.split(" ")[0]}</span>}
      </span>
      <span className="quiet task-agent">{task.agent}</span>
    </Link>
  );
}
