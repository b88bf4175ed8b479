// Going back: shows what it would change before anything moves, does it, and leaves a way to undo it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { showToast } from "../frame/toasts.ts";
import { useApi } from "../live/api.ts";
import { failureOf } from "../live/failure.ts";
import { keys } from "../live/keys.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Segments } from "../parts/segments.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { exact } from "../parts/time-ago.tsx";
import { goingBackTexts } from "../texts/going-back.ts";
import { type Part, partsFor, previewRewind, rewind, undoRewind, type Wish } from "./ask-rewind.ts";
import { RewindPreviewList } from "./rewind-preview.tsx";
import type { SheetProps } from "./sheet-props.ts";

const texts = goingBackTexts.rewind;

export function RewindSheet({ task, point, onClose }: SheetProps) {
  const api = useApi();
  const parts = partsFor(task, point);
  const [part, setPart] = useState<Part>(parts[0] ?? "both");
  const [afterPoint, setAfterPoint] = useState<"keep" | "withdraw">("keep");
  const wish: Wish = { task, point, part, afterPoint };
  const preview = useQuery({
    queryKey: ["preview", task.id, point, part, afterPoint],
    queryFn: ({ signal }) => previewRewind(api, wish, signal),
    gcTime: 0,
  });
  const go = useRewind(wish, onClose);
  return (
    <Sheet title={texts.title(task.name)} onClose={onClose} isWide>
      <p className="quiet">
        {texts.to(exact(point.at))}
        {point.checkpointNumber !== null && <> · {texts.toCheckpoint(point.checkpointNumber)}</>}
      </p>
      {parts.length > 1 && (
        <Segments
          label={texts.what}
          value={part}
          options={parts.map((value) => ({ value, label: texts.whats[value] }))}
          onChange={setPart}
        />
      )}
      <AnswerOf query={preview} lines={5}>
        {(found) => (
          <RewindPreviewList preview={found} afterPoint={afterPoint} onAfterPoint={setAfterPoint} />
        )}
      </AnswerOf>
      {go.isError && <FailureNote error={go.error} />}
      <div className="form-end">
        <button
          type="button"
          className="button button-strong"
          disabled={preview.data === undefined || go.isPending}
          onClick={() => go.mutate()}
        >
          {go.isPending ? texts.isUnderWay : texts.button(texts.buttons[part])}
        </button>
      </div>
    </Sheet>
  );
}

function useRewind(wish: Wish, onDone: () => void) {
  const api = useApi();
  const cache = useQueryClient();
  const { id, contractId } = wish.task;
  const lookAgain = (): void => {
    const stale = [keys.checkpoints(id), keys.diff(id), keys.history(contractId)];
    Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey }))).catch(reportError);
  };
  const undo = (undoCheckpointId: string): void => {
    undoRewind(api, wish, undoCheckpointId).then(
      () => {
        lookAgain();
        showToast({ text: texts.undone, tone: "plain" });
      },
      (error: unknown) => showToast({ text: failureOf(error).title, tone: "bad" }),
    );
  };
  return useMutation({
    mutationFn: () => rewind(api, wish),
    onSuccess: (done) => {
      lookAgain();
      onDone();
      const files = "filesChanged" in done ? done.filesChanged : 0;
      showToast({
        text: texts.done(files, done.messagesRemoved),
        tone: "plain",
        undo: { label: texts.undo, act: () => undo(done.undoCheckpointId) },
      });
    },
  });
}
