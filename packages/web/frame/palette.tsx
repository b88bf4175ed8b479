// The palette: jumps to a page or a contract, and finds what was said anywhere.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import { useApi } from "../live/api.ts";
import { useContracts } from "../live/queries.ts";
import { frameTexts } from "../texts/frame.ts";
import { type Entry, entriesOf } from "./palette-entries.ts";

const texts = frameTexts.palette;

export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [words, setWords] = useState("");
  const [place, setPlace] = useState(0);
  const entries = useEntries(words);
  const navigate = useNavigate();
  const take = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    if (entry.kind === "keys") return onKeys();
    onClose();
    navigate(entry.link).catch(reportError);
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setPlace((old) => Math.min(Math.max(old + step, 0), entries.length - 1));
    }
    if (event.key === "Enter") take(entries[place]);
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="palette" aria-describedby={undefined}>
          <Dialog.Title className="sr-only">{texts.title}</Dialog.Title>
          <input
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={entries[place] && `palette-${place}`}
            aria-label={texts.title}
            placeholder={texts.placeholder}
            value={words}
            onChange={({ target }) => {
              setWords(target.value);
              setPlace(0);
            }}
            onKeyDown={press}
          />
          <EntryList entries={entries} place={place} onTake={take} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type ListProps = { entries: readonly Entry[]; place: number; onTake: (entry: Entry) => void };

function EntryList({ entries, place, onTake }: ListProps) {
  return (
    <div id="palette-list" role="listbox" aria-label={texts.title}>
      {entries.length === 0 && <p className="quiet palette-none">{texts.none}</p>}
      {entries.map((entry, index) => (
        <div key={entry.id} role="presentation">
          {entry.group !== entries[index - 1]?.group && <div className="palette-group">{entry.group}</div>}
          <div
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === place}
            ref={index === place ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
            onClick={() => onTake(entry)}
            onKeyDown={(event) => event.key === "Enter" && onTake(entry)}
          >
            <bdi>{entry.label}</bdi>
            {entry.hint !== undefined && <bdi className="quiet">{entry.hint}</bdi>}
          </div>
        </div>
      ))}
    </div>
  );
}

function useEntries(words: string): Entry[] {
  const api = useApi();
  const contracts = useContracts().data ?? [];
  const q = useDeferredValue(words.trim());
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => api.search({ q, limit: 8 }, { signal }),
    enabled: q.length >= 3,
    staleTime: 10_000,
  });
  return entriesOf({ words: words.trim(), contracts, hits: q.length >= 3 ? (found.data?.items ?? []) : [] });
}
