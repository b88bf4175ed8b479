// Named instants between two durable steps of a daemon. Nothing happens at them: a test may give something that ends the program there.

/** Called at each of them, and what it does is done before the daemon goes on. */
export type FaultPoint = (name: string) => void;

export const NO_FAULTS: FaultPoint = () => undefined;
