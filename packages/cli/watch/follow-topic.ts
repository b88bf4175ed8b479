// The frames of one topic from a cursor on, until the person presses Ctrl-C.
import type { Client, WatchedFrame } from "@makima/client";
import type { Topic } from "@makima/protocol/stream";

export type FollowTopic = {
  client: Client;
  topic: Topic;
  /** undefined begins now */
  cursor: string | undefined;
  signal: AbortSignal;
};

export function followTopic({ client, topic, cursor, signal }: FollowTopic): AsyncIterable<WatchedFrame> {
  return client.stream({
    topics: [topic],
    ...(cursor === undefined ? {} : { after: { [topic]: cursor } }),
    signal,
  });
}
