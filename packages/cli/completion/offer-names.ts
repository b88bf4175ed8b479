// What may stand for a thing that the server knows: by the name of the argument or the option that takes it.
import type { Client } from "@makima/client";
import { shortId } from "../find-by-id.ts";

/** `value` is put in; `text` tells people what it is. */
export type Offer = { value: string; text: string };

/** The newest of them: more than anybody looks through. */
const MOST = 100;

type Thing = { id: string; name: string; status?: string };

const THINGS: Readonly<Record<string, (client: Client) => Promise<Thing[]>>> = {
  contract: async (client) => (await client.listContracts({ limit: MOST })).items,
  task: async (client) => (await client.listTasks({ limit: 200 })).items,
  question: async (client) =>
    (await client.listQuestions({ limit: MOST })).items.map(({ id, question }) => ({ id, name: question })),
};

const SAME: Readonly<Record<string, string>> = { tasks: "task", fork: "task" };

/** @param of the argument's name, or the option's without its dashes. Nothing where it names no such thing. */
export async function offerNames(client: Client, of: string): Promise<Offer[]> {
  if (of === "daemon")
    return (await client.listDaemons({ limit: MOST })).items.map(({ name, status }) => ({
      value: name,
      text: status,
    }));
  if (of === "agent" || of === "worker-agent" || of === "supervisor-agent") return offerAgents(client);
  const list = THINGS[SAME[of] ?? of];
  if (list === undefined) return [];
  return (await list(client)).map(({ id, name, status }) => ({
    value: shortId(id),
    text: status === undefined ? name : `${name}, ${status}`,
  }));
}

/** Those that some machine has and that are ready. */
async function offerAgents(client: Client): Promise<Offer[]> {
  const { items } = await client.listDaemons({ limit: MOST });
  const ready = items.flatMap(({ agents }) => agents).filter((agent) => agent.ready);
  const byName = new Map(ready.map(({ name, driver }) => [name, { value: name, text: driver }]));
  return [...byName.values()];
}
