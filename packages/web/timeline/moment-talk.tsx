// The last words that were in view at a moment.
import type { HistoryItem } from "@makima/protocol/history";
import { splitData } from "../conversation/split-data.ts";
import { LongText } from "../parts/long-text.tsx";
import { Markdown } from "../parts/markdown.tsx";
import { clockTime } from "../parts/time-ago.tsx";
import { conversationTexts } from "../texts/conversation.ts";
import { timelineTexts as texts } from "../texts/timeline.ts";

const SHOWN = 12;

type Props = { messages: readonly Extract<HistoryItem, { kind: "message" }>["data"][]; agent: string };

export function MomentTalk({ messages, agent }: Props) {
  const words = messages.filter(({ role }) => role === "user" || role === "assistant" || role === "notice");
  const shown = words.slice(-SHOWN);
  return (
    <div className="moment-talk" aria-label={texts.talk} role="group">
      {words.length === 0 && <p className="quiet">{texts.talkNone}</p>}
      {words.length > SHOWN && <p className="quiet">{texts.earlier(words.length - SHOWN)}</p>}
      {shown.map(({ id, role, content, createdAt }) => (
        <div key={id} className="why-message">
          <span className="quiet">{clockTime(createdAt)}</span>
          <div>
            <span className={`message-who ${role === "user" ? "tone-live" : ""}`}>
              {role === "user" ? conversationTexts.you : role === "notice" ? conversationTexts.notice : agent}
            </span>
            <LongText length={splitData(content).words.length}>
              <Markdown text={splitData(content).words} />
            </LongText>
          </div>
        </div>
      ))}
    </div>
  );
}
