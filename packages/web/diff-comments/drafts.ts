// The comments on a task that were written and not sent yet: kept in this browser, so that neither another tab nor a reload loses one.
import { useMemo, useSyncExternalStore } from "react";
import { z } from "zod";
import { forgetChoice, keepChoice, onKeptChange, readChoice } from "../ports/page.ts";
import { newKey } from "../ports/random.ts";
import type { Comment } from "./comment.ts";

const draftsShape = z.object({
  /** of the message that they become: the same as long as they are, so that sending them again has no second effect */
  key: z.string(),
  comments: z.array(
    z.object({
      id: z.string(),
      path: z.string(),
      range: z.object({
        side: z.enum(["additions", "deletions"]),
        start: z.number(),
        end: z.number(),
      }),
      quoted: z.array(z.string()),
      text: z.string(),
    }),
  ),
});
export type Drafts = z.infer<typeof draftsShape>;

const NONE: Drafts = { key: "", comments: [] };
const listeners = new Set<() => void>();

export function useDrafts(taskId: string) {
  const kept = useSyncExternalStore(listen, () => readChoice(nameOf(taskId)));
  const drafts = useMemo(() => parsed(kept), [kept]);
  return useMemo(() => {
    const keep = (comments: readonly Comment[]): void => {
      if (comments.length === 0) forgetChoice(nameOf(taskId));
      else keepChoice(nameOf(taskId), JSON.stringify({ key: newKey(), comments }));
      for (const heard of listeners) heard();
    };
    return {
      ...drafts,
      add: (comment: Omit<Comment, "id">) => keep([...drafts.comments, { ...comment, id: newKey() }]),
      remove: (id: string) => keep(drafts.comments.filter((one) => one.id !== id)),
      clear: () => keep([]),
    };
  }, [taskId, drafts]);
}

const nameOf = (taskId: string): string => `comments.${taskId}`;

function listen(heard: () => void): () => void {
  listeners.add(heard);
  const stop = onKeptChange(heard);
  return () => {
    stop();
    listeners.delete(heard);
  };
}

/** What an older page has kept in another shape is no draft. */
function parsed(kept: string | null): Drafts {
  if (kept === null) return NONE;
  try {
    return draftsShape.catch(NONE).parse(JSON.parse(kept));
  } catch (error) {
    if (error instanceof SyntaxError) return NONE;
    throw error;
  }
}
