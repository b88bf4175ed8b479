// The sessions that this process has open now.
import { RequestError } from "@agentclientprotocol/sdk";
import type { Session } from "../session/session.ts";
import type { SessionStore } from "../session/store-session.ts";
import type { ToolServers } from "../tools/tool-servers.ts";

export interface OpenSession {
  session: Session;
  tools: ToolServers;
  /** Ends the turn that is going on; null between turns. */
  turn: AbortController | null;
}

export class OpenSessions {
  readonly #store: SessionStore;
  readonly #open = new Map<string, OpenSession>();

  constructor(store: SessionStore) {
    this.#store = store;
  }

  open(session: Session, tools: ToolServers): OpenSession {
    const open: OpenSession = { session, tools, turn: null };
    this.#open.set(session.sessionId, open);
    this.#store.save(session);
    return open;
  }

  /** Takes up a kept session, with the servers and the folder that it has now. */
  reopen(sessionId: string, cwd: string, tools: ToolServers): OpenSession {
    const session = this.#store.load(sessionId);
    if (session === null) throw RequestError.invalidParams({ sessionId }, "there is no such session");
    return this.open({ ...session, cwd }, tools);
  }

  find(sessionId: string): OpenSession {
    const open = this.#open.get(sessionId);
    if (open === undefined) throw RequestError.invalidParams({ sessionId }, "the session is not open");
    return open;
  }

  async closeAll(): Promise<void> {
    for (const { turn, tools } of this.#open.values()) {
      turn?.abort();
      await tools.close();
    }
  }
}
