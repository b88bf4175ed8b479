// Sends comments as one message: to the agent whose changes they are about or, once that is over, to the one that leads the contract.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { useMutation } from "@tanstack/react-query";
import { showToast } from "../frame/toasts.ts";
import { isOver } from "../home/sort-contracts.ts";
import { useApi } from "../live/api.ts";
import { commentTexts as texts } from "../texts/comments.ts";
import { commentMessage } from "./comment-message.ts";
import type { Drafts } from "./drafts.ts";

/** `to`: the name of who gets them; null when nobody is left. */
export type Sending = { to: string | null; isPending: boolean; error: Error | null; send: () => void };

type Of = { task: Task; contract: Contract; drafts: Drafts & { clear: () => void } };

const TASK_OVER: ReadonlySet<string> = new Set(["done", "failed", "cancelled"]);

export function useSendComments({ task, contract, drafts }: Of): Sending {
  const api = useApi();
  const to = receiverOf(task, contract);
  const send = useMutation({
    mutationFn: async () => {
      if (to === null) return;
      const text = commentMessage(drafts.comments, to.id === task.id ? null : task.name);
      await api.messageTask({ id: to.id, text }, { idempotencyKey: drafts.key });
    },
    onSuccess: () => {
      drafts.clear();
      showToast({ text: texts.sent, tone: "plain" });
    },
  });
  return { to: to?.name ?? null, isPending: send.isPending, error: send.error, send: () => send.mutate() };
}

function receiverOf(task: Task, contract: Contract): { id: string; name: string } | null {
  if (isOver(contract)) return null;
  if (!TASK_OVER.has(task.status)) return task;
  const { supervisorTaskId } = contract;
  return supervisorTaskId === null || supervisorTaskId === task.id
    ? null
    : { id: supervisorTaskId, name: texts.supervisor };
}
