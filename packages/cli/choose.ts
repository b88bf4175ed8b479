// Turns the id that a person typed into a whole one, with as few requests as it takes.
import type { Client } from "@makima/client";
import { tellRule } from "@makima/core/rule";
import { findById, isWholeId, type Named } from "./find-by-id.ts";

export const chooseContract = (client: Client, given: string): Promise<string> =>
  choose({ given, noun: "contract", list: "makima contract list --all" }, async () => [
    ...(await named(client.pages(client.listContracts, { limit: 200 }), ({ name }) => name)),
    ...(await named(client.pages(client.listContracts, { limit: 200, archived: true }), ({ name }) => name)),
  ]);

export const chooseTask = (client: Client, given: string): Promise<string> =>
  choose({ given, noun: "task", list: "makima task list" }, () =>
    named(client.pages(client.listTasks, { limit: 200 }), ({ name }) => name),
  );

export const chooseKey = (client: Client, given: string): Promise<string> =>
  choose({ given, noun: "key", list: "makima key list" }, () =>
    named(client.pages(client.listKeys, { limit: 200 }), ({ name }) => name),
  );

export const chooseRule = (client: Client, given: string): Promise<string> =>
  choose({ given, noun: "rule", list: "makima rule list" }, () =>
    named(client.pages(client.listRules, { limit: 200 }), tellRule),
  );

/** Open questions first: most of the time a person means one of those. */
export const chooseQuestion = (client: Client, given: string): Promise<string> =>
  choose({ given, noun: "question", list: "makima inbox" }, async () => {
    const open = await named(client.pages(client.listQuestions, { limit: 200 }), ({ question }) => question);
    if (open.some(({ id }) => id.startsWith(given) || id.endsWith(given))) return open;
    return named(
      client.pages(client.listQuestions, { limit: 200, status: "answered" }),
      ({ question }) => question,
    );
  });

type Choice = { given: string; noun: string; list: string };

async function choose(choice: Choice, load: () => Promise<Named[]>): Promise<string> {
  if (isWholeId(choice.given)) return choice.given.toLowerCase();
  const items = new Map((await load()).map((item) => [item.id, item]));
  return findById({ ...choice, items: [...items.values()] }).id;
}

async function named<Item extends { id: string }>(
  items: AsyncIterable<Item>,
  nameOf: (item: Item) => string,
): Promise<Named[]> {
  const found: Named[] = [];
  for await (const item of items) found.push({ id: item.id, name: nameOf(item).slice(0, 40) });
  return found;
}
