// One file as it was at a moment.
import type { CodeFile } from "@makima/protocol/code";
import { File } from "@pierre/diffs/react";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "../live/api.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { CopyText } from "../parts/copy-text.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { useCodeOptions } from "../parts/use-code-options.ts";
import { codeThenTexts as texts } from "../texts/code-then.ts";
import type { At } from "./at.ts";
import { sizeWords } from "./size-words.ts";

type Props = { at: At; place: number; path: string; onClose: () => void };

export function FileSheet({ at, place, path, onClose }: Props) {
  const api = useApi();
  const file = useQuery({
    queryKey: ["file-then", at.checkpointId, place],
    queryFn: ({ signal }) => api.readCodeFile({ id: at.taskId, cid: at.checkpointId, place }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Sheet title={texts.file} onClose={onClose} isWide>
      <CopyText text={path} />
      <AnswerOf query={file} lines={8}>
        {(found) => <Content file={found} />}
      </AnswerOf>
    </Sheet>
  );
}

function Content({ file: { path, kind, size, text, isCut } }: { file: CodeFile }) {
  const options = useCodeOptions("unified");
  if (kind === "submodule") return <p className="note">{texts.submodule}</p>;
  if (text === null) return <p className="note">{texts.binary(sizeWords(size))}</p>;
  if (kind === "link") {
    return (
      <p className="note">
        {texts.leadsTo} <bdi className="mono">{text}</bdi>
      </p>
    );
  }
  if (text === "") return <p className="note">{texts.empty}</p>;
  return (
    <>
      {isCut && <p className="note">{texts.fileCut(sizeWords(size))}</p>}
      <File
        file={{ name: path, contents: text }}
        options={{ ...options, disableFileHeader: true }}
        disableWorkerPool
        className="diff-file"
      />
    </>
  );
}
