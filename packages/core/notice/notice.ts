// The pieces that notices to agents are made of.

/** A title and what stands below it, apart from what came before; nothing when there is nothing. Each item is one line, so that no text of others can pass for a line of ours. */
export const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : ["", title, ...items.map((item) => `- ${item.replaceAll(/\s*\n\s*/g, " ")}`)];
