// What has changed since a moment, up to now.
import { parsePatchFiles } from "@pierre/diffs";
import { FileDiff } from "@pierre/diffs/react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../live/api.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { DiffList } from "../parts/diff-list.tsx";
import { useCodeOptions } from "../parts/use-code-options.ts";
import { codeThenTexts as texts } from "../texts/code-then.ts";
import { tabTexts } from "../texts/tabs.ts";
import type { At } from "./at.ts";

export function ChangesSince({ at }: { at: At }) {
  const api = useApi();
  const diff = useQuery({
    queryKey: ["diff-since", at.checkpointId],
    queryFn: ({ signal }) => api.getDiffSince({ id: at.taskId, cid: at.checkpointId }, { signal }),
    staleTime: 0,
  });
  return (
    <AnswerOf query={diff} lines={6}>
      {(found) =>
        found.files.length === 0 ? <p className="quiet">{texts.same}</p> : <Changes diff={found} />
      }
    </AnswerOf>
  );
}

type Diff = Parameters<typeof DiffList>[0] & { diff: string; truncated: boolean };

function Changes({ diff: { files, diff, truncated } }: { diff: Diff }) {
  const changed = useMemo(() => parsePatchFiles(diff).flatMap((patch) => patch.files), [diff]);
  const options = useCodeOptions("unified");
  return (
    <div className="files-then">
      <DiffList files={files} />
      {changed.map((file) => (
        <FileDiff key={file.name} fileDiff={file} options={options} className="diff-file" />
      ))}
      {truncated && <p className="note">{tabTexts.diff.truncated}</p>}
    </div>
  );
}
