// What has arrived of a message that is not complete: not history, and replaced by the whole of it.

export type Arriving = { source: number; role: "assistant" | "thinking"; text: string };

export function withDelta(before: Arriving | null, delta: Arriving): Arriving {
  const text = before?.source === delta.source ? before.text : "";
  return { ...delta, text: text + delta.text };
}

/** A whole message ends what arrives of its own role. */
export const afterMessage = (before: Arriving | null, { role }: { role: string }): Arriving | null =>
  before?.role === role ? null : before;
