// What an agent that speaks ACP announces: its answers to the handshake and to a new session.
import { type Announced, fieldsOf } from "./announced.ts";
import { askByJsonRpc } from "./ask-by-json-rpc.ts";
import { type AgentProgram, converse } from "./conversation.ts";

export function announceAcp(program: AgentProgram, args: readonly string[]): Promise<Announced> {
  return converse(program, {
    args,
    talk: async (conversation) => {
      const params = {
        protocolVersion: 1,
        clientInfo: { name: "makima", version: "0.1.0" },
        clientCapabilities: {},
      };
      const known = await askByJsonRpc(conversation, { id: 1, method: "initialize", params });
      const place = { cwd: program.cwd, mcpServers: [] };
      const session = await askByJsonRpc(conversation, { id: 2, method: "session/new", params: place });
      return { "answer to initialize": fieldsOf(known), "answer to session/new": fieldsOf(session) };
    },
  });
}
