// Which column of the board a contract belongs to, and which contracts are meant by the words in the filter.
import type { Contract } from "@makima/protocol/contracts";
import type { ShownState } from "../parts/state-mark.tsx";

export const COLUMNS = ["you", "working", "waiting", "over"] as const;
export type Column = (typeof COLUMNS)[number];

const OVER: ReadonlySet<string> = new Set(["completed", "failed", "cancelled"]);

export const isOver = ({ status }: Contract): boolean => OVER.has(status);

/** A question of a worker needs the person as well, whatever its supervisor does meanwhile. */
export function columnOf(contract: Contract, asking: ReadonlySet<string>): Column {
  if (isOver(contract)) return "over";
  const state = contract.supervisor?.state;
  const needsMend = contract.repository.check === "failed";
  if (asking.has(contract.id) || state === "waiting_for_user" || state === "blocked" || needsMend)
    return "you";
  if (contract.status !== "active") return "waiting";
  return state === undefined || state === "working" || state === "initializing" ? "working" : "waiting";
}

/** What a contract is called to be in: its supervisor's state while it runs, its status else. */
export function stateOf(contract: Contract): ShownState {
  if (contract.status !== "active") return contract.status;
  return contract.supervisor?.state ?? "active";
}

export function filterContracts(
  contracts: readonly Contract[],
  { q, show }: { q: string; show: "open" | "over" | "all" },
): Contract[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return contracts.filter((contract) => {
    if (show !== "all" && isOver(contract) !== (show === "over")) return false;
    const { path = "", url = "" } = contract.repository;
    const text = `${contract.name} ${path} ${url} ${contract.branch}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Newest sign of life first. */
export const byActivity = (a: Contract, b: Contract): number => lastSign(b).localeCompare(lastSign(a));

export const lastSign = ({ supervisor, updatedAt }: Contract): string =>
  supervisor?.lastActivity ?? updatedAt;

export const repositoryName = ({ repository: { path, url } }: Contract): string =>
  (path ?? url ?? "")
    .replace(/\.git$/, "")
    .replace(/\/+$/, "")
    .split(/[/:]/)
    .at(-1) ?? "";
