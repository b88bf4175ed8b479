// One row of a conversation: who says it, when, and what.
import type { Message, Task } from "@makima/protocol/tasks";
import { Link } from "lucide-react";
import { memo } from "react";
import { LongText } from "../parts/long-text.tsx";
import { Markdown } from "../parts/markdown.tsx";
import { clockTime, exact } from "../parts/time-ago.tsx";
import { conversationTexts as texts } from "../texts/conversation.ts";
import type { Row } from "./rows-of.ts";
import { splitData } from "./split-data.ts";
import { ToolCalls } from "./tool-calls.tsx";

type Props = { row: Row; task: Task; isWanted: boolean };

export const ConversationRow = memo(function ConversationRow({ row, task, isWanted }: Props) {
  if (row.kind === "tools") return <ToolCalls calls={row.calls} isWanted={isWanted} />;
  if (row.kind === "arriving") {
    const { role, text } = row.arriving;
    return role === "thinking" ? (
      <Thinking text={text} isOpen />
    ) : (
      <div className="message" aria-busy="true">
        <span className="message-who">{task.agent}</span>
        <Markdown text={text} />
      </div>
    );
  }
  return <MessageRow message={row.message} task={task} isWanted={isWanted} />;
});

function MessageRow({ message, task, isWanted }: { message: Message; task: Task; isWanted: boolean }) {
  const { role, content, truncated } = message;
  if (role === "thinking") return <Thinking text={content} isOpen={isWanted} />;
  const who = { user: texts.you, notice: texts.notice }[role as string] ?? task.agent;
  return (
    <div className={`message message-${role} ${isWanted ? "is-wanted" : ""}`}>
      <div className="message-head">
        <span className="message-who">
          <bdi>{who}</bdi>
        </span>
        <time className="quiet" dateTime={message.createdAt} title={exact(message.createdAt)}>
          {clockTime(message.createdAt)}
        </time>
        <CopyLink messageId={message.id} taskId={task.id} />
      </div>
      {role === "assistant" ? <Markdown text={content} /> : <ToAgent content={content} />}
      {truncated && <p className="quiet">{texts.truncated}</p>}
    </div>
  );
}

function ToAgent({ content }: { content: string }) {
  const { words, data } = splitData(content);
  return (
    <>
      <LongText length={words.length}>
        <Markdown text={words} />
      </LongText>
      {data.length > 0 && (
        <details className="fold fold-inside">
          <summary>{texts.data}</summary>
          <pre className="printed fold-body" tabIndex={0}>
            {data.join("\n")}
          </pre>
        </details>
      )}
    </>
  );
}

function CopyLink({ messageId, taskId }: { messageId: string; taskId: string }) {
  const copy = (): void => {
    const link = new URL(location.href);
    link.searchParams.set("task", taskId);
    link.searchParams.set("message", messageId);
    link.searchParams.delete("tab");
    navigator.clipboard.writeText(link.href).catch(reportError);
  };
  return (
    <button
      type="button"
      className="button-icon message-link"
      aria-label={texts.copyLink}
      title={texts.copyLink}
      onClick={copy}
    >
      <Link size={13} />
    </button>
  );
}

function Thinking({ text, isOpen }: { text: string; isOpen: boolean }) {
  return (
    <details className="fold" open={isOpen}>
      <summary>
        {texts.thinking} <span className="fold-hint">{text.slice(0, 120)}</span>
      </summary>
      <div className="fold-body quiet">
        <Markdown text={text} />
      </div>
    </details>
  );
}
