// Where a person speaks to an agent: the agent hears it while it works, or its next turn begins with it.
import type { Task } from "@makima/protocol/tasks";
import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { showToast } from "../frame/toasts.ts";
import { useApi } from "../live/api.ts";
import { FailureNote } from "../parts/failure-note.tsx";
import { conversationTexts as texts } from "../texts/conversation.ts";

const OVER: ReadonlySet<string> = new Set(["done", "failed", "cancelled"]);

export function MessageBox({ task }: { task: Task }) {
  const api = useApi();
  const [text, setText] = useState("");
  const send = useMutation({
    mutationFn: () => api.messageTask({ id: task.id, text }),
    onSuccess: () => {
      setText("");
      showToast({ text: texts.sent, tone: "plain" });
    },
  });
  if (OVER.has(task.status)) return <p className="message-over quiet">{texts.over}</p>;
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || text.trim() === "") return;
    event.preventDefault();
    send.mutate();
  };
  return (
    <div className="message-box">
      {send.isError && <FailureNote error={send.error} />}
      <textarea
        className="field"
        rows={1}
        placeholder={texts.message(task.name)}
        aria-label={texts.message(task.name)}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={press}
      />
      <button
        type="button"
        className="button button-strong"
        title={texts.sendHow}
        disabled={send.isPending || text.trim() === ""}
        onClick={() => send.mutate()}
      >
        {texts.send}
      </button>
    </div>
  );
}
