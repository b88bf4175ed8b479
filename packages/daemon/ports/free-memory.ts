// The only place of the daemon that asks how much memory the machine has left.

/** Bytes that programs could still get: of the machine, or of the control group that limits this one. */
export const freeMemoryBytes = (): number => process.availableMemory();
