// The time of day, as this machine tells it.

export const nowMs = (): number => Date.now();
