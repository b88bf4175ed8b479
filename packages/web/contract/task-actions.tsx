// What a person can do with one task, as far as it can be done now.
import type { Task } from "@makima/protocol/tasks";
import { useMutation } from "@tanstack/react-query";
import { showToast } from "../frame/toasts.ts";
import { useApi } from "../live/api.ts";
import { failureOf } from "../live/failure.ts";
import { contractTexts } from "../texts/contract.ts";

const texts = contractTexts.actions;
type Action = keyof typeof texts;

const LIVE: ReadonlySet<string> = new Set(["pending", "starting", "running", "waiting", "interrupted"]);

export function TaskActions({ task }: { task: Task }) {
  const act = useAction(task);
  const offered = offeredFor(task);
  if (offered.length === 0) return null;
  return (
    <div className="task-actions">
      {offered.map((action) => (
        <button
          key={action}
          type="button"
          className={`button ${action === "cancel" ? "button-bad" : ""}`}
          disabled={act.isPending}
          onClick={() => act.mutate(action)}
        >
          {texts[action]}
        </button>
      ))}
    </div>
  );
}

function offeredFor({ kind, status, mergedCommit, resultCommit }: Task): Action[] {
  if (kind === "supervisor") return [];
  return [
    ...(status === "done" && mergedCommit === null && resultCommit !== null ? (["merge"] as const) : []),
    ...(status === "failed" || status === "cancelled" ? (["retry"] as const) : []),
    ...(status === "interrupted" ? (["resume"] as const) : []),
    ...(LIVE.has(status) ? (["cancel"] as const) : []),
  ];
}

function useAction({ id, name }: Task) {
  const api = useApi();
  return useMutation({
    mutationFn: async (action: Action): Promise<string> => {
      if (action === "merge") {
        const merge = await api.mergeTask({ id });
        return merge.merged
          ? contractTexts.merged(name)
          : contractTexts.conflicts(merge.conflicts.join(", "));
      }
      if (action === "retry") return contractTexts.retried((await api.retryTask({ id })).name);
      if (action === "resume") await api.resumeTask({ id });
      else await api.cancelTask({ id });
      return "";
    },
    onSuccess: (text) => text !== "" && showToast({ text, tone: "plain" }),
    onError: (error) => showToast({ text: failureOf(error).title, tone: "bad" }),
  });
}
