// Asks a program in JSON-RPC, as ACP and the app-server of Codex have it.
import type { Conversation } from "./conversation.ts";

/** Gives the result. Throws when the program refuses, or ends first. */
export async function askByJsonRpc(
  conversation: Conversation,
  { id, method, params }: { id: number; method: string; params: object },
): Promise<unknown> {
  conversation.say({ jsonrpc: "2.0", id, method, params });
  const { result, error } = await conversation.hear((said) => said["id"] === id && !("method" in said));
  if (error !== undefined) throw new Error(`${method} was refused: ${JSON.stringify(error)}`);
  return result;
}
