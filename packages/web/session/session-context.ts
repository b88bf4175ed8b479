// The session of this page: its half of the secret, and the way out.
import { createContext, useContext } from "react";

export type PageSession = { pageKey: string; end: () => void };

export const SessionContext = createContext<PageSession | null>(null);

export function useSession(): PageSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("there is no session here");
  return session;
}
