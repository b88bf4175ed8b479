// A contract: its types, phases and statuses, and which change follows which.

export const CONTRACT_TYPES = ["simple", "specification", "execute"] as const;
export type ContractType = (typeof CONTRACT_TYPES)[number];

export const PHASES = ["research", "specify", "plan", "execute", "review"] as const;
export type Phase = (typeof PHASES)[number];

export const CONTRACT_STATUSES = ["draft", "active", "paused", "completed", "failed", "cancelled"] as const;
export type ContractStatus = (typeof CONTRACT_STATUSES)[number];

const PHASES_OF: Record<ContractType, readonly [Phase, ...Phase[]]> = {
  simple: ["plan", "execute"],
  specification: ["research", "specify", "plan", "execute", "review"],
  execute: ["execute"],
};

/** The phases of a contract of this type, in their order. */
export const phasesOf = (type: ContractType): readonly Phase[] => PHASES_OF[type];

/** The phase in which a contract of this type begins. */
export const firstPhase = (type: ContractType): Phase => PHASES_OF[type][0];

export type PhaseDecision =
  | { ok: true; phase: Phase }
  | { ok: false; code: "UNKNOWN_PHASE" | "PHASE_ORDER"; message: string };

/** A phase moves along its contract's order, one or more places forward and never back. */
export function decidePhase(at: { type: ContractType; phase: Phase }, wanted: string): PhaseDecision {
  const order = phasesOf(at.type);
  const place = order.findIndex((phase) => phase === wanted);
  const phase = order[place];
  if (phase === undefined) {
    return {
      ok: false,
      code: "UNKNOWN_PHASE",
      message: `a ${at.type} contract has the phases ${order.join(", ")}`,
    };
  }
  if (place <= order.indexOf(at.phase)) {
    return {
      ok: false,
      code: "PHASE_ORDER",
      message: `the contract is in ${at.phase}; phases only go forward`,
    };
  }
  return { ok: true, phase };
}

export type ContractCommand = "start" | "pause" | "cancel" | "complete" | "fail";

const NEXT_STATUS: Record<ContractCommand, Partial<Record<ContractStatus, ContractStatus>>> = {
  start: { draft: "active", paused: "active" },
  pause: { active: "paused" },
  cancel: { draft: "cancelled", active: "cancelled", paused: "cancelled" },
  // a confirmation may be given while the contract is paused
  complete: { active: "completed", paused: "completed" },
  fail: { active: "failed", paused: "failed" },
};

/** The status that follows, or null where the command does not fit the status. */
export const nextStatus = (status: ContractStatus, command: ContractCommand): ContractStatus | null =>
  NEXT_STATUS[command][status] ?? null;

/** A contract in a final status never changes again. */
export const isContractOver = (status: ContractStatus): boolean =>
  status === "completed" || status === "failed" || status === "cancelled";

/** The part of a git ref that names a contract or a task: lower case, digits and dashes, at most 40 characters. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return slug === "" ? "work" : slug;
}

/** The branch that a contract's work is merged into. */
export const branchOf = ({ name, id }: { name: string; id: string }): string =>
  `makima/${slugOf(name)}-${id.slice(-8)}`;
