// The changed files by name, with how much of each has changed.
import { tabTexts } from "../texts/tabs.ts";

const texts = tabTexts.diff;

type Changed = { path: string; added: number | null; removed: number | null };

export function DiffList({ files }: { files: readonly Changed[] }) {
  return (
    <ul className="diff-list">
      {files.map(({ path, added, removed }) => (
        <li key={path}>
          <bdi className="mono">{path}</bdi>
          <span className="quiet push">
            {added === null ? (
              texts.binary
            ) : (
              <>
                <span className="tone-good">+{added}</span> <span className="tone-bad">−{removed}</span>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
