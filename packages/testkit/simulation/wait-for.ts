// Lets the database serve everybody in line until a promise is settled; for what is no part of the schedule.
import type { SimulatedWorld } from "./simulated-world.ts";

export async function waitFor<Result>(world: SimulatedWorld, promise: Promise<Result>): Promise<Result> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  promise.then(end, end);
  await world.settle();
  while (!isOver) {
    const [next] = world.gate.ready;
    if (next === undefined) throw new Error("what is waited for waits for more than the database");
    await world.enter(next);
  }
  return promise;
}
