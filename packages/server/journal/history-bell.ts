// The doorbell's name for a contract's history: it grew.

export const historyBell = (contractId: string): string => `history:${contractId}`;
