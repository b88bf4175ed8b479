// What was written and is not sent yet, below all changes: each with its place, and the one button that sends them as one message.
import { FailureNote } from "../parts/failure-note.tsx";
import { commentTexts as texts } from "../texts/comments.ts";
import type { Comment } from "./comment.ts";
import type { Sending } from "./use-send-comments.ts";

type Props = { comments: readonly Comment[]; sending: Sending; onRemove: (id: string) => void };

export function CommentBar({ comments, sending, onRemove }: Props) {
  if (comments.length === 0) return null;
  return (
    <section className="comment-bar" aria-label={texts.bar}>
      <details>
        <summary>{texts.count(comments.length)}</summary>
        <ul className="plain-list">
          {comments.map(({ id, path, range, text }) => (
            <li key={id} className="card-line">
              <bdi className="mono">{path}</bdi>
              <span className="quiet">{texts.lines(range.start, range.end)}</span>
              <bdi className="comment-words">{text}</bdi>
              <button
                type="button"
                className="button-link push"
                aria-label={texts.removeThis(text.slice(0, 60))}
                onClick={() => onRemove(id)}
              >
                {texts.remove}
              </button>
            </li>
          ))}
        </ul>
      </details>
      {sending.to === null ? (
        <span className="quiet push">{texts.over}</span>
      ) : (
        <button
          type="button"
          className="button button-strong push"
          disabled={sending.isPending}
          onClick={sending.send}
        >
          {texts.send(comments.length, sending.to)}
        </button>
      )}
      {sending.error !== null && <FailureNote error={sending.error} />}
    </section>
  );
}
