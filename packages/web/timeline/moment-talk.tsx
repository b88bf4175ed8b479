// The last words that were in view at a moment.
import type { HistoryItem } from "@makima/protocol/history";
import { splitData } from "../conversation/split-data.ts";
import { LongText } from "../parts/long-text.tsx";
import { Markdown } from "../parts/markdown.tsx";
import { clockTime } from "../parts/time-ago.tsx";
import { conversationTexts } from "../texts/conversation.ts";
import { timelineTexts as texts } from "../texts/timeline.ts";

export const SHOWN_WORDS = 12;

type Said = Extract<HistoryItem, { kind: "message" }>["data"];
type Props = { messages: readonly Said[]; agent: string };

export const isWord = ({ role }: Said): boolean =>
  role === "user" || role === "assistant" || role === "notice";

export function MomentTalk({ messages, agent }: Props) {
  const words = messages.filter(isWord);
  const shown = words.slice(-SHOWN_WORDS);
  return (
    <div className="moment-talk" aria-label={texts.talk} role="group">
      {words.length === 0 && <p className="quiet">{texts.talkNone}</p>}
      {words.length > SHOWN_WORDS && <p className="quiet">{texts.earlier}</p>}
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
