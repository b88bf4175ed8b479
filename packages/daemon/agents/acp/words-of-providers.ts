// The sentences with which providers refuse, word for word from their interfaces, for agents that pass on nothing else: OpenCode hands on the words of
// each refusal, Gemini CLI those of an unknown model and of a context that is too long. They are the last to be asked, and each is a whole phrase of a
// provider's: what an agent says of its own accord has no such form. Anthropic, OpenAI and Google in that order, as tests/real-agents measures them.
import type { AgentFault } from "@makima/protocol/mesh";

const SENTENCES: readonly (readonly [RegExp, AgentFault["kind"]])[] = [
  [/^invalid x-api-key$/, "login"],
  [/^prompt is too long: \d+ tokens > \d+ maximum$/, "context_too_long"],
  [/^model: \S+$/, "model_unknown"],
  [/^Incorrect API key provided\b/, "login"],
  [/^The model `[^`]+` does not exist or you do not have access to it\.$/, "model_unknown"],
  [/^API key not valid\. Please pass a valid API key\.$/, "login"],
  [
    /^The input token count \(\d+\) exceeds the maximum number of tokens allowed \(\d+\)\.$/,
    "context_too_long",
  ],
  [/^models\/\S+ is not found for API version\b/, "model_unknown"],
];

/** Null where it is no sentence of a provider's. */
export function kindOfWords(message: string): AgentFault["kind"] | null {
  const said = message.replace(/^Internal error: /, "").trim();
  return SENTENCES.find(([sentence]) => sentence.test(said))?.[1] ?? null;
}
