// Cursors of the live stream: the place in a topic up to which somebody knows everything. Opaque to clients, and bound to their topic.
import { Refusal } from "@makima/protocol/errors";
import type { Topic } from "@makima/protocol/stream";

/** `event` is a number of the contract's journal, `feed` one of the owner's feed. */
export type ContractPlace = { contractId: string; event: number };
export type OwnerPlace = { ownerId: string; feed: number };
/** A task's topic has three sources; each is followed by its own number. */
export type TaskPlace = { taskId: string; event: number; message: number; output: number };

export const contractCursor = ({ contractId, event }: ContractPlace): string =>
  encode(`contract:${contractId}`, [event]);

export const ownerCursor = ({ ownerId, feed }: OwnerPlace): string => encode(`owner:${ownerId}`, [feed]);

/** `number` is one of the contract's history. */
export const historyCursor = ({ contractId, number }: { contractId: string; number: number }): string =>
  encode(`history:${contractId}`, [number]);

export const taskCursor = ({ taskId, event, message, output }: TaskPlace): string =>
  encode(`task:${taskId}`, [event, message, output]);

/** The numbers of a cursor. Throws INVALID_CURSOR for one of another topic or another owner's, and for anything else. */
export function placeOf(text: string, of: { topic: Topic; ownerId: string }): number[] {
  const name = nameOf(of);
  const [found, numbers] = decode(text);
  const places = (numbers ?? "").split(".").map(Number);
  const wanted = name.startsWith("task:") ? 3 : 1;
  const isWhole = places.every((place) => Number.isSafeInteger(place) && place >= 0);
  if (found !== name || places.length !== wanted || !isWhole || numbers === "") {
    throw new Refusal("INVALID_CURSOR", "after: is no cursor of this topic");
  }
  return places;
}

/** Whether a cursor says that it is of this topic; its numbers may still be wrong. */
export const isCursorOf = (text: string, of: { topic: Topic; ownerId: string }): boolean =>
  decode(text)[0] === nameOf(of);

const nameOf = ({ topic, ownerId }: { topic: Topic; ownerId: string }): string =>
  topic === "owner" ? `owner:${ownerId}` : topic;

const decode = (text: string): string[] => Buffer.from(text, "base64url").toString("utf8").split("@");

const encode = (name: string, places: readonly number[]): string =>
  Buffer.from(`${name}@${places.join(".")}`, "utf8").toString("base64url");
