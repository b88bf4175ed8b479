// The names under which answers are kept.

export const keys = {
  contracts: ["contracts"] as const,
  contract: (id: string) => ["contract", id] as const,
  supervisor: (id: string) => ["supervisor", id] as const,
  task: (id: string) => ["task", id] as const,
  tasks: (contractId: string) => ["tasks", contractId] as const,
  questions: ["questions"] as const,
  daemons: ["daemons"] as const,
  apiKeys: ["keys"] as const,
  timeline: ["timeline"] as const,
  restorations: (contractId: string) => ["restorations", contractId] as const,
  findings: (contractId: string) => ["findings", contractId] as const,
  history: (contractId: string) => ["history", contractId] as const,
  graph: (contractId: string) => ["history", contractId, "graph"] as const,
  checkpoints: (taskId: string) => ["checkpoints", taskId] as const,
  conflict: (taskId: string) => ["conflict", taskId] as const,
  diff: (taskId: string) => ["diff", taskId] as const,
  forks: (taskId: string) => ["forks", taskId] as const,
};
