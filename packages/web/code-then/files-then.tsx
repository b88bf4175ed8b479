// The files of a moment as a tree, each to be opened; words find one wherever it is.
import type { CodeFiles } from "@makima/protocol/code";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, FileText, Folder } from "lucide-react";
import {
  type Dispatch,
  lazy,
  type SetStateAction,
  Suspense,
  useDeferredValue,
  useMemo,
  useState,
} from "react";
import { Virtuoso } from "react-virtuoso";
import { useApi } from "../live/api.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { codeThenTexts as texts } from "../texts/code-then.ts";
import type { At } from "./at.ts";
import { makeTree, rowsOfTree, rowsThatFit, type TreeRow } from "./files-tree.ts";
import { sizeWords } from "./size-words.ts";

const FileSheet = lazy(() => import("./file-sheet.tsx").then(({ FileSheet: part }) => ({ default: part })));
const ROW_HEIGHT = 28;
const MOST_ROWS_SEEN = 14;

export function FilesThen({ at }: { at: At }) {
  const api = useApi();
  // Whoever goes on through time looks at the same folders.
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const files = useQuery({
    queryKey: ["files-then", at.checkpointId],
    queryFn: ({ signal }) => api.listCodeFiles({ id: at.taskId, cid: at.checkpointId }, { signal }),
    // A checkpoint never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <AnswerOf query={files} lines={6}>
      {(found) => <Files key={at.checkpointId} at={at} found={found} open={open} onOpen={setOpen} />}
    </AnswerOf>
  );
}

type FilesProps = {
  at: At;
  found: CodeFiles;
  /** paths of the folders */
  open: ReadonlySet<string>;
  onOpen: Dispatch<SetStateAction<ReadonlySet<string>>>;
};

function Files({ at, found: { files, isCut }, open, onOpen }: FilesProps) {
  const [words, setWords] = useState("");
  const [read, setRead] = useState<number | null>(null);
  const shownWords = useDeferredValue(words);
  const tree = useMemo(() => makeTree(files), [files]);
  const rows = useMemo(
    () => (shownWords.trim() === "" ? rowsOfTree(tree, files, open) : rowsThatFit(files, shownWords)),
    [tree, files, open, shownWords],
  );
  const press = (row: TreeRow): void => {
    if (row.kind === "file") setRead(row.place);
    else onOpen((old) => (old.has(row.path) ? without(old, row.path) : new Set([...old, row.path])));
  };
  return (
    <div className="files-then">
      <input
        type="search"
        className="field"
        aria-label={texts.find}
        placeholder={texts.find}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      {rows.length === 0 ? (
        <p className="quiet">{files.length === 0 ? texts.noFiles : texts.noneFits}</p>
      ) : (
        <Virtuoso
          style={{ height: Math.min(rows.length, MOST_ROWS_SEEN) * ROW_HEIGHT }}
          data={rows}
          fixedItemHeight={ROW_HEIGHT}
          computeItemKey={(_place, row) => row.path}
          itemContent={(_place, row) => <Row row={row} onPress={() => press(row)} />}
        />
      )}
      {isCut && <p className="note">{texts.cut}</p>}
      {read !== null && (
        <Suspense>
          <FileSheet at={at} place={read} path={files[read]?.path ?? ""} onClose={() => setRead(null)} />
        </Suspense>
      )}
    </div>
  );
}

const without = (set: ReadonlySet<string>, path: string): ReadonlySet<string> =>
  new Set([...set].filter((one) => one !== path));

function Row({ row, onPress }: { row: TreeRow; onPress: () => void }) {
  const isFolder = row.kind === "folder";
  const Chevron = isFolder && row.isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      className="file-row"
      aria-expanded={isFolder ? row.isOpen : undefined}
      style={{ paddingInlineStart: `${6 + Math.min(row.depth, 12) * 14}px` }}
      title={row.path}
      onClick={onPress}
    >
      {isFolder ? <Chevron size={13} aria-hidden="true" /> : <span className="file-gap" />}
      {isFolder ? <Folder size={14} aria-hidden="true" /> : <FileText size={14} aria-hidden="true" />}
      <bdi className="mono">{row.name}</bdi>
      <span className="quiet push">
        {isFolder
          ? texts.inFolder(row.count)
          : row.file.kind === "file"
            ? sizeWords(row.file.size)
            : texts.kinds[row.file.kind]}
      </span>
    </button>
  );
}
