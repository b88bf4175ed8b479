// The last words before a question was asked.
import type { QuestionView } from "@makima/protocol/questions";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../live/api.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { Markdown } from "../parts/markdown.tsx";
import { clockTime } from "../parts/time-ago.tsx";
import { needsMeTexts as texts } from "../texts/needs-me.ts";

const SHOWN = 3;

export function WhyAsked({ question: { id, taskId, askedAt } }: { question: QuestionView }) {
  const api = useApi();
  const said = useQuery({
    queryKey: ["why", id],
    queryFn: () =>
      api.getConversation({
        id: taskId,
        order: "desc",
        limit: 60,
        includeToolCalls: false,
        includeThinking: false,
      }),
    staleTime: 60_000,
  });
  return (
    <section className="why" aria-label={texts.whyTitle}>
      <AnswerOf query={said} lines={3}>
        {({ messages }) => {
          const before = messages.filter(({ createdAt, role }) => createdAt <= askedAt && role !== "notice");
          if (before.length === 0) return <p className="quiet">{texts.whyNothing}</p>;
          return before
            .slice(0, SHOWN)
            .toReversed()
            .map((message) => (
              <div key={message.id} className="why-message">
                <span className="quiet">{clockTime(message.createdAt)}</span>
                <Markdown text={message.content} />
              </div>
            ));
        }}
      </AnswerOf>
    </section>
  );
}
