// Finds the script that the conversation follows, and where it began.
import { findScript } from "@makima/scripted-agent/find-script";
import { parseNews } from "@makima/scripted-agent/parse-news";
import { parseScriptOf, type Script } from "@makima/scripted-agent/script";
import type { ToldItem } from "../conversation/unfold-told.ts";
import { language, type ModelStep } from "./model-step.ts";

export type Beginning = {
  script: Script<ModelStep>;
  /** The place of the message that brought it, and its text. */
  at: number;
  goal: string;
};

/**
 * The newest script counts. The same one again is a new beginning, unless it is told again: by a notice of a restoration, or in a
 * conversation that is told from its start.
 * @throws Error that says what is wrong with the script
 */
export function findBeginning(items: readonly ToldItem[]): Beginning | null {
  let source: string | null = null;
  let at = -1;
  for (const [place, item] of items.entries()) {
    if (item.kind !== "user") continue;
    const brought = findScript(item.text, ".");
    if (brought === null || (brought === source && (item.isTold === true || isRestoration(item.text))))
      continue;
    source = brought;
    at = place;
  }
  const begun = items[at];
  if (source === null || begun?.kind !== "user") return null;
  return { script: parseScriptOf<ModelStep>(source, language), at, goal: begun.text };
}

const isRestoration = (text: string): boolean =>
  parseNews(text).items.some(({ kind }) => kind === "restoration");
