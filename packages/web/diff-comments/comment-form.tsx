// Where a comment is written, below the lines that it is about; the lines can be typed as well as pointed at.
import { type KeyboardEvent, useState } from "react";
import { Segments } from "../parts/segments.tsx";
import { commentTexts as texts } from "../texts/comments.ts";
import type { Comment, LineRange } from "./comment.ts";
import { fitRange, type PatchedFile, readLines } from "./read-lines.ts";

type Props = {
  path: string;
  file: PatchedFile;
  range: LineRange;
  onRange: (range: LineRange) => void;
  onAdd: (comment: Omit<Comment, "id">) => void;
  onClose: () => void;
};

export function CommentForm({ path, file, range, onRange, onAdd, onClose }: Props) {
  const [text, setText] = useState("");
  const found = fitRange(file, range);
  const quoted = found === null ? [] : readLines(file, found);
  const canAdd = found !== null && text.trim() !== "";
  const add = (): void => {
    if (canAdd) onAdd({ path, range: found, quoted, text: text.trim() });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onClose();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    add();
  };
  return (
    <section className="comment-form" aria-label={texts.form(path)} onKeyDown={press}>
      <div className="card-line">
        <LineField name={texts.from} value={range.start} onChange={(start) => onRange({ ...range, start })} />
        <LineField name={texts.to} value={range.end} onChange={(end) => onRange({ ...range, end })} />
        <Segments
          label={texts.side}
          value={range.side}
          options={[
            { value: "additions", label: texts.sides.additions },
            { value: "deletions", label: texts.sides.deletions },
          ]}
          onChange={(side) => onRange({ ...range, side })}
        />
      </div>
      {quoted.length === 0 ? (
        <p className="tone-wait">{texts.noLines}</p>
      ) : (
        <pre className="comment-quote">{quoted.slice(0, 6).join("\n")}</pre>
      )}
      <textarea
        className="field"
        rows={2}
        ref={focusOnce}
        aria-label={texts.words}
        placeholder={texts.words}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="form-end">
        <button type="button" className="button" onClick={onClose}>
          {texts.close}
        </button>
        <button type="button" className="button button-strong" disabled={!canAdd} onClick={add}>
          {texts.add} <kbd>Ctrl ⏎</kbd>
        </button>
      </div>
    </section>
  );
}

/** It was opened to be written in. */
const focusOnce = (field: HTMLTextAreaElement | null): void => field?.focus({ preventScroll: true });

type FieldProps = { name: string; value: number; onChange: (value: number) => void };

function LineField({ name, value, onChange }: FieldProps) {
  return (
    <label className="card-line comment-line">
      <span className="quiet">{name}</span>
      <input
        type="number"
        className="field"
        min={1}
        value={value === 0 ? "" : value}
        onChange={({ target }) => onChange(Math.max(0, Math.trunc(Number(target.value)) || 0))}
      />
    </label>
  );
}
