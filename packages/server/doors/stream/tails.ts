// The tails of this server: one for each topic that anybody watches here.
import type { World } from "../../world.ts";
import type { Followed } from "./followed.ts";
import { Tail } from "./tail.ts";

export type Tails = {
  of(followed: Followed, ownerId: string): Tail;
  /** Called when the last watcher of a topic has gone. */
  forget(topic: string, ownerId: string): void;
  count(): number;
};

export function createTails(world: World): Tails {
  const tails = new Map<string, Tail>();
  const nameOf = (topic: string, ownerId: string): string => `${ownerId} ${topic}`;
  return {
    of: (followed, ownerId) => {
      const name = nameOf(followed.topic, ownerId);
      const tail = tails.get(name) ?? new Tail(world, followed);
      tails.set(name, tail);
      return tail;
    },
    forget: (topic, ownerId) => {
      tails.delete(nameOf(topic, ownerId));
    },
    count: () => tails.size,
  };
}
