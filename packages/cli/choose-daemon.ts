// Finds the daemon that a person means: by its name, or by a part of its id.
import type { Client } from "@makima/client";
import type { Daemon } from "@makima/protocol/daemons";
import { usageError } from "./cli-error.ts";
import { findById } from "./find-by-id.ts";

export async function loadDaemons(client: Client): Promise<Daemon[]> {
  const items: Daemon[] = [];
  for await (const daemon of client.pages(client.listDaemons, { limit: 200 })) items.push(daemon);
  return items;
}

/** Throws a usage error for a name that several have, and what `findById` throws. */
export async function chooseDaemon(client: Client, given: string): Promise<Daemon> {
  const items = await loadDaemons(client);
  const [only, ...others] = items.filter(({ id, name }) => name === given || id === given.toLowerCase());
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const ids = [only, ...others].map(({ id }) => id).join(", ");
    throw usageError(`${others.length + 1} daemons are called ${given}`, `give an id: ${ids}`);
  }
  return findById({ given, items, noun: "daemon", list: "makima daemon list" });
}
