// Forks a task from a moment: new tasks with its code and words, on the same agent or another.
import type { Task } from "@makima/protocol/tasks";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { showToast } from "../frame/toasts.ts";
import { useApi } from "../live/api.ts";
import { AgentSelect } from "../new-contract/agent-select.tsx";
import { Field } from "../new-contract/field.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { goingBackTexts } from "../texts/going-back.ts";
import { type Point, selectorOf } from "./point.ts";
import type { SheetProps } from "./sheet-props.ts";

const texts = goingBackTexts.fork;
const MOST = 8;

type Draft = { name: string; plan: string; agent: string; count: number; withTalk: boolean };

export function ForkSheet({ task, point, onClose }: SheetProps) {
  const [draft, setDraft] = useState<Draft>({
    name: `${task.name}-b`,
    plan: "",
    agent: "",
    count: 1,
    withTalk: true,
  });
  const fork = useFork({ task, point, onClose });
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  return (
    <Sheet title={texts.title(task.name)} onClose={onClose}>
      <p className="quiet">{texts.how}</p>
      <Field name="name" label={texts.name}>
        {(props) => (
          <input {...props} value={draft.name} onChange={({ target }) => change({ name: target.value })} />
        )}
      </Field>
      <Field name="plan" label={texts.plan} how={texts.planHow}>
        {(props) => (
          <textarea
            {...props}
            rows={3}
            value={draft.plan}
            onChange={({ target }) => change({ plan: target.value })}
          />
        )}
      </Field>
      <AgentAndCount draft={draft} change={change} />
      <label className="form-check">
        <input
          type="checkbox"
          checked={draft.withTalk}
          onChange={({ target }) => change({ withTalk: target.checked })}
        />
        {texts.talk}
      </label>
      {fork.isError && <FailureNote error={fork.error} />}
      <div className="form-end">
        <button
          type="button"
          className="button button-strong"
          disabled={fork.isPending || draft.name.trim() === ""}
          onClick={() => fork.mutate(draft)}
        >
          {texts.button(draft.count)}
        </button>
      </div>
    </Sheet>
  );
}

function AgentAndCount({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  return (
    <div className="form-row">
      <Field name="agent" label={texts.agent}>
        {(control) => (
          <AgentSelect
            control={control}
            value={draft.agent}
            none={texts.sameAgent}
            onChange={(agent) => change({ agent })}
          />
        )}
      </Field>
      <Field name="count" label={texts.count} how={texts.countHow}>
        {(props) => (
          <input
            {...props}
            type="number"
            min={1}
            max={MOST}
            value={draft.count}
            onChange={({ target }) =>
              change({ count: Math.min(Math.max(Number(target.value) || 1, 1), MOST) })
            }
          />
        )}
      </Field>
    </div>
  );
}

function useFork({ task, point, onClose }: { task: Task; point: Point; onClose: () => void }) {
  const api = useApi();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (draft: Draft) => {
      const { type, value } = selectorOf(point);
      return api.forkTask({
        id: task.id,
        forkFromType: type,
        forkFromValue: value,
        newTaskName: draft.name.trim(),
        includeConversation: draft.withTalk,
        count: draft.count,
        ...(draft.plan.trim() === "" ? {} : { newTaskPlan: draft.plan }),
        ...(draft.agent === "" ? {} : { agent: draft.agent }),
      });
    },
    onSuccess: async ({ tasks, names }) => {
      onClose();
      showToast({ text: texts.done(names.join(", ")), tone: "plain" });
      const [first] = tasks;
      if (first === undefined) return;
      if (tasks.length > 1) await navigate({ to: "/compare/$id", params: { id: first.id } });
      else
        await navigate({ to: "/contracts/$id", params: { id: task.contractId }, search: { task: first.id } });
    },
  });
}
