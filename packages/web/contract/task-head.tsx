// The shown task by its name, with what can be done with it now; before its conversation where there is no room beside it.
import type { Task } from "@makima/protocol/tasks";
import { StateMark } from "../parts/state-mark.tsx";
import { MergeConflict } from "./merge-conflict.tsx";
import { TaskActions } from "./task-actions.tsx";

export function TaskHead({ task }: { task: Task }) {
  return (
    <section className="task-head">
      <h2 className="card-line">
        <bdi>{task.name}</bdi> <StateMark state={task.status} />
      </h2>
      <TaskActions task={task} />
      <MergeConflict task={task} />
    </section>
  );
}
