// Keeps what an agent replays of a session that it loads, to be compared with our own messages.
import { z } from "zod";
import type { Replayed } from "./find-missing.ts";

const said = z.looseObject({
  update: z.looseObject({
    sessionUpdate: z.enum(["user_message_chunk", "agent_message_chunk"]),
    content: z.looseObject({ text: z.string() }),
  }),
});
const called = z.looseObject({
  update: z.looseObject({
    sessionUpdate: z.literal("tool_call"),
    toolCallId: z.string(),
    title: z.string().nullish().catch(null),
    rawInput: z.unknown().optional(),
  }),
});

export class Replay {
  readonly #items: Replayed[] = [];

  get items(): readonly Replayed[] {
    return this.#items;
  }

  /** Of a `session/update`. */
  take(params: unknown): void {
    const call = called.safeParse(params).data?.update;
    if (call !== undefined) {
      const { toolCallId: id, title, rawInput: input } = call;
      this.#items.push({ kind: "call", id, title: title ?? "", input });
    }
    const chunk = said.safeParse(params).data?.update;
    if (chunk === undefined) return;
    const role = chunk.sessionUpdate === "user_message_chunk" ? "user" : "assistant";
    const last = this.#items.at(-1);
    const goesOn = last?.kind === "text" && last.role === role;
    const before = goesOn ? last.text : "";
    if (goesOn) this.#items.pop();
    this.#items.push({ kind: "text", role, text: before + chunk.content.text });
  }
}
