// The page of a contract: where it stands, its tasks, what one of them says and did, and what is known of it.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { getRouteApi } from "@tanstack/react-router";
import { useContract, useTask, useTasks } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { About } from "./about.tsx";
import { ContractHead } from "./contract-head.tsx";
import { ContractTabs } from "./contract-tabs.tsx";
import { TaskHead } from "./task-head.tsx";
import { TaskTree } from "./task-tree.tsx";

const route = getRouteApi("/contracts/$id");

export function ContractPage() {
  const { id } = route.useParams();
  const contract = useContract(id);
  return (
    <div className="contract-page">
      <AnswerOf query={contract} lines={6}>
        {(found) => <Shown contract={found} />}
      </AnswerOf>
    </div>
  );
}

function Shown({ contract }: { contract: Contract }) {
  const { task: taskId } = route.useSearch();
  const tasks = useTasks(contract.id);
  // A thousand tasks take their time; the one that is shown is there long before.
  const shownId = taskId ?? contract.supervisorTaskId;
  const shown = useTask(shownId ?? "", { isWanted: tasks.isPending && shownId !== null }).data;
  const known = tasks.data ?? (shown?.contractId === contract.id ? [shown] : undefined);
  return (
    <>
      <ContractHead contract={contract} />
      {known === undefined ? (
        <AnswerOf query={tasks} lines={6}>
          {() => null}
        </AnswerOf>
      ) : (
        <Work contract={contract} tasks={known} isAll={tasks.data !== undefined} />
      )}
    </>
  );
}

type WorkProps = { contract: Contract; tasks: readonly Task[]; isAll: boolean };

function Work({ contract, tasks, isAll }: WorkProps) {
  const { task: taskId, tab = "conversation", message, restoration } = route.useSearch();
  const task = tasks.find(({ id }) => id === (taskId ?? contract.supervisorTaskId)) ?? tasks[0];
  if (task === undefined) {
    return (
      <EmptyNote title={contract.status === "draft" ? texts.draft : texts.noTasks}>
        {contract.repository.check === "pending" && <p>{texts.checking}</p>}
        {contract.repository.problem !== null && (
          <p className="note note-bad">
            <strong>{contract.repository.problem.message}</strong>
            <span>{contract.repository.problem.mend}</span>
          </p>
        )}
      </EmptyNote>
    );
  }
  return (
    <div className="work">
      <TaskTree tasks={tasks} isAll={isAll} shownId={task.id} contractId={contract.id} />
      <TaskHead task={task} />
      <ContractTabs
        contract={contract}
        task={task}
        tab={tab}
        messageId={message}
        restorationId={restoration}
      />
      <About contract={contract} task={task} />
    </div>
  );
}
