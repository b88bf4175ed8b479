// What a task changed, file by file, inline or side by side, with comments for its agent.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { parsePatchFiles } from "@pierre/diffs";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { CommentBar } from "../diff-comments/comment-bar.tsx";
import { CommentedFile } from "../diff-comments/commented-file.tsx";
import { useDrafts } from "../diff-comments/drafts.ts";
import { useSendComments } from "../diff-comments/use-send-comments.ts";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { DiffList } from "../parts/diff-list.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Segments } from "../parts/segments.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { useCodeOptions } from "../parts/use-code-options.ts";
import { keepChoice, readChoice } from "../ports/page.ts";
import { tabTexts } from "../texts/tabs.ts";

const texts = tabTexts.diff;
type Style = "unified" | "split";

type Props = { task: Task; contract: Contract };

export function DiffTab({ task, contract }: Props) {
  const api = useApi();
  const diff = useQuery({
    queryKey: keys.diff(task.id),
    queryFn: ({ signal }) => api.getDiff({ id: task.id }, { signal }),
    staleTime: 0,
  });
  const look = (): void => {
    diff.refetch().catch(reportError);
  };
  if (diff.data === undefined && diff.isError) return <FailureNote error={diff.error} onRetry={look} />;
  if (diff.data === undefined) return <Looking />;
  if (diff.data.files.length === 0) {
    return (
      <EmptyNote title={texts.empty}>
        <p>{texts.emptyHow}</p>
      </EmptyNote>
    );
  }
  return (
    <Changes task={task} contract={contract} diff={diff.data} onLook={look} isLooking={diff.isFetching} />
  );
}

function Looking() {
  return (
    <div className="tab-body">
      <p className="quiet">{texts.looking}</p>
      <Skeleton lines={8} />
    </div>
  );
}

type Diff = {
  files: readonly { path: string; added: number | null; removed: number | null }[];
  diff: string;
  truncated: boolean;
};

type ChangesProps = Props & { diff: Diff; onLook: () => void; isLooking: boolean };

function Changes({ task, contract, diff, onLook, isLooking }: ChangesProps) {
  const [style, setStyle] = useState<Style>(readChoice("diff") === "split" ? "split" : "unified");
  const files = useMemo(() => parsePatchFiles(diff.diff).flatMap((patch) => patch.files), [diff.diff]);
  const drafts = useDrafts(task.id);
  const sending = useSendComments({ task, contract, drafts });
  const options = useCodeOptions(style);
  return (
    <div className="tab-body diff">
      <div className="card-line">
        <span className="quiet">{texts.files(diff.files.length)}</span>
        <button type="button" className="button-link" disabled={isLooking} onClick={onLook}>
          {isLooking ? texts.looking : texts.refresh}
        </button>
        <span className="push">
          <Segments
            label={texts.view}
            value={style}
            options={[
              { value: "unified", label: texts.inline },
              { value: "split", label: texts.split },
            ]}
            onChange={(value) => {
              keepChoice("diff", value);
              setStyle(value);
            }}
          />
        </span>
      </div>
      <DiffList files={diff.files} />
      {files.map((file) => (
        <CommentedFile
          key={file.name}
          file={file}
          options={options}
          comments={drafts.comments.filter(({ path }) => path === file.name)}
          onAdd={drafts.add}
          onRemove={drafts.remove}
        />
      ))}
      {diff.truncated && <p className="note">{texts.truncated}</p>}
      <CommentBar comments={drafts.comments} sending={sending} onRemove={drafts.remove} />
    </div>
  );
}
