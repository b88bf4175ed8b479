// What the palette offers for the words that were typed.
import type { Contract } from "@makima/protocol/contracts";
import type { SearchHit } from "@makima/protocol/history";
import type { NavigateOptions } from "@tanstack/react-router";
import { frameTexts } from "../texts/frame.ts";

const texts = frameTexts.palette;
const { pages, newContract } = frameTexts;

export type Entry = { id: string; group: string; label: string; hint?: string } & (
  | { kind: "go"; link: NavigateOptions }
  | { kind: "keys" }
);

const PAGES: readonly {
  to: "/" | "/needs-me" | "/timeline" | "/machines" | "/usage" | "/settings" | "/new";
  label: string;
  hint: string;
}[] = [
  { to: "/needs-me", label: pages.needsMe, hint: "g n" },
  { to: "/", label: pages.contracts, hint: "g c" },
  { to: "/timeline", label: pages.timeline, hint: "g t" },
  { to: "/machines", label: pages.machines, hint: "g m" },
  { to: "/usage", label: pages.usage, hint: "g u" },
  { to: "/settings", label: pages.settings, hint: "g s" },
  { to: "/new", label: newContract, hint: "c" },
];
const MOST_CONTRACTS = 8;

export function entriesOf(from: {
  words: string;
  contracts: readonly Contract[];
  hits: readonly SearchHit[];
}): Entry[] {
  const isMeant = (label: string): boolean => label.toLowerCase().includes(from.words.toLowerCase());
  const goes = PAGES.filter(({ label }) => isMeant(label)).map(
    ({ to, label, hint }): Entry => ({ id: to, group: texts.go, label, hint, kind: "go", link: { to } }),
  );
  const keys: Entry[] = isMeant(texts.keys)
    ? [{ id: "keys", group: texts.go, label: texts.keys, hint: "?", kind: "keys" }]
    : [];
  const contracts = from.contracts.filter(({ name }) => isMeant(name)).slice(0, MOST_CONTRACTS);
  return [...contracts.map(entryOfContract), ...goes, ...keys, ...from.hits.map(entryOfHit)];
}

function entryOfContract({ id, name, status }: Contract): Entry {
  return {
    id,
    group: texts.contracts,
    label: name,
    hint: status,
    kind: "go",
    link: { to: "/contracts/$id", params: { id } },
  };
}

function entryOfHit(hit: SearchHit, place: number): Entry {
  const { contractId, contractName, taskId, messageId, kind } = hit;
  return {
    id: `hit ${place}`,
    group: texts.said,
    label: hit.excerpt.map(({ text }) => text).join(""),
    hint: contractName,
    kind: "go",
    link: {
      to: "/contracts/$id",
      params: { id: contractId },
      search: {
        ...(taskId === null ? {} : { task: taskId }),
        ...(messageId === null ? {} : { message: messageId }),
        ...(kind === "output" ? { tab: "output" as const } : {}),
      },
    },
  };
}
