// One changed file: whoever clicks a line's number, drags over some, or presses the button at its head writes a comment there.
import type { DiffLineAnnotation, FileDiffMetadata, SelectedLineRange } from "@pierre/diffs";
import { FileDiff, type FileDiffProps } from "@pierre/diffs/react";
import { MessageSquarePlus, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { commentTexts as texts } from "../texts/comments.ts";
import type { Comment, LineRange } from "./comment.ts";
import { CommentForm } from "./comment-form.tsx";
import { firstLine } from "./read-lines.ts";
import { WrittenComment } from "./written-comment.tsx";

type Props = {
  file: FileDiffMetadata;
  options: NonNullable<FileDiffProps<Shown, undefined>["options"]>;
  /** of this file */
  comments: readonly Comment[];
  onAdd: (comment: Omit<Comment, "id">) => void;
  onRemove: (id: string) => void;
};
type Shown = { form: true } | { comment: Comment };
/** The form stays where it was opened, whatever lines are typed into it. */
type Open = { at: LineRange; range: LineRange } | null;

export function CommentedFile({ file, options, comments, onAdd, onRemove }: Props) {
  const [open, setOpen] = useState<Open>(null);
  const first = useMemo(() => firstLine(file), [file]);
  const whole = useMemo(() => {
    const begin = (selected: SelectedLineRange | null): void => {
      const range = selected === null ? null : rangeOf(selected);
      if (range !== null) setOpen({ at: range, range });
    };
    return {
      ...options,
      enableLineSelection: true,
      enableGutterUtility: true,
      onLineSelectionEnd: begin,
    };
  }, [options]);
  const annotations = useMemo(() => annotationsOf(comments, open?.at ?? null), [comments, open?.at]);
  return (
    <FileDiff<Shown>
      fileDiff={file}
      options={whole}
      className="diff-file"
      lineAnnotations={annotations}
      selectedLines={open?.range ?? null}
      renderHeaderMetadata={() =>
        first !== null && (
          <button
            type="button"
            className="button-icon"
            aria-label={texts.comment(file.name)}
            title={texts.commentHow}
            onClick={() => setOpen({ at: first, range: first })}
          >
            <MessageSquarePlus size={15} />
          </button>
        )
      }
      renderGutterUtility={(lineOf) => <PlusButton lineOf={lineOf} onOpen={setOpen} />}
      renderAnnotation={({ metadata }) =>
        "form" in metadata && open !== null ? (
          <CommentForm
            path={file.name}
            file={file}
            range={open.range}
            onRange={(range) => setOpen({ ...open, range })}
            onClose={() => setOpen(null)}
            onAdd={(comment) => {
              onAdd(comment);
              setOpen(null);
            }}
          />
        ) : "comment" in metadata ? (
          <WrittenComment comment={metadata.comment} onRemove={() => onRemove(metadata.comment.id)} />
        ) : null
      }
    />
  );
}

type PlusProps = {
  lineOf: () => { lineNumber: number; side: LineRange["side"] } | undefined;
  onOpen: (open: Open) => void;
};

/** It shows at the line under the pointer; by keys there is the button at the file's head. */
function PlusButton({ lineOf, onOpen }: PlusProps) {
  const open = (): void => {
    const line = lineOf();
    if (line === undefined) return;
    const range = { side: line.side, start: line.lineNumber, end: line.lineNumber };
    onOpen({ at: range, range });
  };
  return (
    <button type="button" className="comment-plus" tabIndex={-1} aria-label={texts.here} onClick={open}>
      <Plus size={13} />
    </button>
  );
}

/** Lines of both sides have no common numbers: of such a selection the line where it ended is meant. */
function rangeOf({ start, end, side = "additions", endSide = side }: SelectedLineRange): LineRange {
  if (side !== endSide) return { side: endSide, start: end, end };
  return { side, start: Math.min(start, end), end: Math.max(start, end) };
}

function annotationsOf(comments: readonly Comment[], form: LineRange | null): DiffLineAnnotation<Shown>[] {
  const written = comments.map((comment) => ({
    side: comment.range.side,
    lineNumber: comment.range.end,
    metadata: { comment },
  }));
  return form === null
    ? written
    : [...written, { side: form.side, lineNumber: form.end, metadata: { form: true as const } }];
}
