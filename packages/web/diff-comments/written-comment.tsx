// A comment that waits to be sent, below the lines that it is about.
import { commentTexts as texts } from "../texts/comments.ts";
import type { Comment } from "./comment.ts";

export function WrittenComment({ comment, onRemove }: { comment: Comment; onRemove: () => void }) {
  return (
    <div className="comment-written">
      <p className="plain-text">
        <bdi>{comment.text}</bdi>
      </p>
      <button
        type="button"
        className="button-link"
        aria-label={texts.removeThis(comment.text.slice(0, 60))}
        onClick={onRemove}
      >
        {texts.remove}
      </button>
    </div>
  );
}
