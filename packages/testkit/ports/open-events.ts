// A reader of the event stream, as a script is one: what was said, event by event, and what a status refused.
export type ToldEvent = { id: string | null; event: string; data: Record<string, unknown> };

export type EventReader = {
  status: number;
  /** of a refusal */
  body: Record<string, unknown>;
  /** Ends where the server ends it, also in the middle. Comments come as events named "comment". */
  events: AsyncGenerator<ToldEvent>;
  close(): void;
};

/** @param query begins with the "?" */
export async function openEvents(
  { url, apiKey }: { url: string; apiKey: string | null },
  { query, lastEventId }: { query: string; lastEventId?: string },
): Promise<EventReader> {
  const over = new AbortController();
  const answer = await fetch(`${url}/api/v1/stream${query}`, {
    signal: over.signal,
    headers: {
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
  });
  const isStream = answer.headers.get("content-type") === "text/event-stream";
  return {
    status: answer.status,
    body: isStream ? {} : ((await answer.json()) as Record<string, unknown>),
    events: eventsOf(answer.body ?? new ReadableStream(), over.signal),
    close: () => over.abort(),
  };
}

async function* eventsOf(body: ReadableStream<Uint8Array>, over: AbortSignal): AsyncGenerator<ToldEvent> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      yield* blocks.flatMap(eventOf);
    }
  } catch (error) {
    // A connection that the server cut in the middle is an end like another.
    if (!over.aborted && !(error instanceof TypeError)) throw error;
  }
}

function eventOf(block: string): ToldEvent[] {
  if (block.startsWith(":")) return [{ id: null, event: "comment", data: { text: block.slice(1).trim() } }];
  const fieldOf = (name: string): string | null =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  const data = fieldOf("data");
  if (data === null) return [];
  return [
    { id: fieldOf("id"), event: fieldOf("event") ?? "", data: JSON.parse(data) as Record<string, unknown> },
  ];
}
