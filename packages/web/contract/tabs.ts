// The tabs of a contract's page, as they stand in its address.

export const CONTRACT_TABS = [
  "conversation",
  "output",
  "diff",
  "checkpoints",
  "graph",
  "restorations",
  "events",
] as const;
export type ContractTab = (typeof CONTRACT_TABS)[number];
