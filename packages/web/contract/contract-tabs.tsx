// The middle of a contract's page: the shown task's conversation, output, changes, checkpoints, graph, restorations and events.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { useNavigate } from "@tanstack/react-router";
import { Tabs } from "radix-ui";
import { lazy, Suspense } from "react";
import { Conversation } from "../conversation/conversation.tsx";
import { MessageBox } from "../conversation/message-box.tsx";
import { useQuestions } from "../live/queries.ts";
import { AnswerForm } from "../needs-me/answer-form.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { CheckpointsTab } from "./checkpoints-tab.tsx";
import { EventsTab } from "./events-tab.tsx";
import { OutputTab } from "./output-tab.tsx";
import { RestorationsTab } from "./restorations-tab.tsx";
import { CONTRACT_TABS, type ContractTab } from "./tabs.ts";

const DiffTab = lazy(() => import("./diff-tab.tsx").then(({ DiffTab: part }) => ({ default: part })));

const GraphTab = lazy(() =>
  import("../graph/graph-tab.tsx").then(({ GraphTab: part }) => ({ default: part })),
);

type Props = {
  contract: Contract;
  task: Task;
  tab: ContractTab;
  messageId: string | undefined;
  restorationId: string | undefined;
};

export function ContractTabs({ contract, task, tab, messageId, restorationId }: Props) {
  const navigate = useNavigate({ from: "/contracts/$id" });
  const show = (wanted: string): void => {
    const found = CONTRACT_TABS.find((one) => one === wanted);
    navigate({ search: (old) => ({ task: old.task, tab: found }) }).catch(reportError);
  };
  return (
    <Tabs.Root className="contract-tabs" value={tab} onValueChange={show} activationMode="manual">
      <Tabs.List className="tab-list" aria-label={texts.tabList}>
        {CONTRACT_TABS.map((one) => (
          <Tabs.Trigger key={one} value={one}>
            {texts.tabs[one]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="conversation" className="tab-conversation" tabIndex={-1}>
        <Conversation key={task.id} task={task} messageId={messageId} />
        <OpenQuestions taskId={task.id} />
        <MessageBox key={`box ${task.id}`} task={task} />
      </Tabs.Content>
      <Tabs.Content value="output" tabIndex={-1}>
        <OutputTab key={task.id} task={task} />
      </Tabs.Content>
      <Tabs.Content value="diff" tabIndex={-1}>
        <Suspense fallback={<Skeleton lines={8} />}>
          <DiffTab key={task.id} task={task} contract={contract} />
        </Suspense>
      </Tabs.Content>
      <Tabs.Content value="checkpoints" tabIndex={-1}>
        <CheckpointsTab task={task} contract={contract} />
      </Tabs.Content>
      <Tabs.Content value="graph" tabIndex={-1}>
        <Suspense fallback={<Skeleton lines={8} />}>
          <GraphTab contract={contract} />
        </Suspense>
      </Tabs.Content>
      <Tabs.Content value="restorations" tabIndex={-1}>
        <RestorationsTab contract={contract} wantedId={restorationId} />
      </Tabs.Content>
      <Tabs.Content value="events" tabIndex={-1}>
        <EventsTab contract={contract} />
      </Tabs.Content>
    </Tabs.Root>
  );
}

/** What this task asks stands at the end of its conversation, with the ways to answer. */
function OpenQuestions({ taskId }: { taskId: string }) {
  const open = (useQuestions().data ?? []).filter((question) => question.taskId === taskId);
  return open.map((question) => (
    <section
      key={question.id}
      className="question question-here"
      aria-label={question.question}
      data-card
      tabIndex={-1}
    >
      <h3>
        <bdi>{question.question}</bdi>
      </h3>
      <AnswerForm question={question} />
    </section>
  ));
}
