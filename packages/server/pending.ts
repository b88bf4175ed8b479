// What an operation gives when a daemon's hands are still at work: the door answers 202, and GET /operations/{id} tells the rest.

/**
 * An operation that commits a command and then waits for its result gives this from its transaction, and again as its answer when the
 * wait was not long enough.
 */
export class Pending {
  readonly operationId: string;

  constructor(operationId: string) {
    this.operationId = operationId;
  }
}

/**
 * An operation whose answer becomes better while it waits gives this from its transaction: how it stands so far. The door records that it is
 * not the answer yet; whoever has waited first makes it the answer, and every repetition gets that one.
 */
export class Unfinished {
  readonly soFar: unknown;

  constructor(soFar: unknown) {
    this.soFar = soFar;
  }
}
