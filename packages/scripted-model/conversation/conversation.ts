// A model's request as every provider's API tells it: what was said so far, and which tools the model may call.

export type Item =
  | { kind: "user"; text: string }
  | { kind: "assistant"; text: string }
  | { kind: "call"; id: string; name: string; input: unknown }
  | { kind: "result"; callId: string; text: string; isError: boolean };

/** A tool that the request announces. */
export type Tool = {
  name: string;
  /** OpenAI's group of tools; a call has to name it too. */
  namespace: string | null;
  /** It takes one plain text instead of JSON. */
  isFreeform: boolean;
};

export type Conversation = {
  model: string;
  /** How long the model shall think, by the provider's own name for it; null where nothing is told. */
  effort: string | null;
  /** What stands above the conversation: instructions, and the agent's words on where it is. */
  system: string;
  tools: readonly Tool[];
  items: readonly Item[];
};
