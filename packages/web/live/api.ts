// The client of this server, for every part of the app.
import type { Client } from "@makima/client";
import { createContext, useContext } from "react";

export const ApiContext = createContext<Client | null>(null);

export function useApi(): Client {
  const api = useContext(ApiContext);
  if (api === null) throw new Error("there is no client here: the part stands outside of SignedIn");
  return api;
}
