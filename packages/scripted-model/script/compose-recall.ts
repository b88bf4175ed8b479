// Proves which history has reached the model.
import type { ToldItem } from "../conversation/unfold-told.ts";

const scripts = /^```makima-script[ \t]*\r?\n[\s\S]*?^```[ \t]*$/gm;

/**
 * With `matching`: each match in what people and tools have said, in order. Without: every item, its beginning and its role's letter.
 * The scripts themselves are left out, for they name what is looked for.
 */
export function composeRecall(items: readonly ToldItem[], asked: true | { matching: string }): string {
  if (asked === true) return `${RECALL} ${JSON.stringify(items.map(shortened))}`;
  const heard = items.flatMap((item) =>
    item.kind === "user" || item.kind === "result" ? [plain(item.text)] : [],
  );
  const words = heard.flatMap((text) => text.match(new RegExp(asked.matching, "gsu")) ?? []);
  return words.length === 0 ? `${RECALL} nothing` : `${RECALL} ${words.join(" ")}`;
}

/** Each recall begins so; what it went on with depends on when it was made. */
export const RECALL = "RECALL";

const LONGEST = 100;

function shortened(item: ToldItem): string {
  if (item.kind === "call") return `c ${item.name}`;
  const letter = { user: "u", assistant: "a", result: "r" }[item.kind];
  return `${letter} ${plain(item.text).slice(0, LONGEST)}`;
}

const plain = (text: string): string => text.replace(scripts, "").replace(/\s+/g, " ").trim();
