// Walks a list from its first page to its last.
import type { CallOptions } from "./endpoint-methods.ts";

/** A list's answer; a conversation calls its items messages. */
export type Page<Item> = { nextCursor: string | null } & ({ items: Item[] } | { messages: Item[] });

/** What a list takes: at least the cursor of a page. */
export type ListInput = { cursor?: string | undefined } | undefined;

/** The pages are asked for one at a time, as the caller gets to them. */
export async function* readPages<Input extends ListInput, Item>(
  list: (input: Input, options?: CallOptions) => Promise<Page<Item>>,
  input: NoInfer<Input>,
): AsyncGenerator<Item> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await list(cursor === null ? input : { ...input, cursor });
    yield* "items" in page ? page.items : page.messages;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
