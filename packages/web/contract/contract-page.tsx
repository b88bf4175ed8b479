// The page of a contract: where it stands, its tasks, what one of them says and did, and what is known of it.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { getRouteApi } from "@tanstack/react-router";
import { useContract, useTasks } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { About } from "./about.tsx";
import { ContractHead } from "./contract-head.tsx";
import { ContractTabs } from "./contract-tabs.tsx";
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
  const tasks = useTasks(contract.id);
  return (
    <>
      <ContractHead contract={contract} />
      <AnswerOf query={tasks} lines={6}>
        {(found) => <Work contract={contract} tasks={found} />}
      </AnswerOf>
    </>
  );
}

function Work({ contract, tasks }: { contract: Contract; tasks: readonly Task[] }) {
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
      <TaskTree tasks={tasks} shownId={task.id} contractId={contract.id} />
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
