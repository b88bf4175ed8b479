// Work that repeats without progress: the same calls with the same results again and again, or turns that end with the same words and change
// nothing. Nothing is stopped for it; somebody is told, who can see whether it is meant so.

/** A call of a tool that has its result. Two are the same when all of it is equal. */
export type SeenCall = { tool: string; input: string; result: string };
/** A turn that has ended: what its agent said last, and whether it left a checkpoint. */
export type SeenTurn = { words: string; hasChanged: boolean };

export type Loop = { kind: "calls"; tools: string[]; times: number } | { kind: "turns"; times: number };

/** A round of so many calls is still seen as one thing that repeats. */
export const LONGEST_ROUND = 3;

/** `calls` of one turn and `turns` of one task, the newest last; `repeats`: so many times the same, one after the other, are a loop. At least 2. */
export function findLoop(
  seen: { calls: readonly SeenCall[]; turns: readonly SeenTurn[] },
  repeats: number,
): Loop | null {
  const calls = seen.calls.map((call) => JSON.stringify([call.tool, call.input, call.result]));
  for (let length = 1; length <= LONGEST_ROUND; length++) {
    if (!repeatsAtEnd(calls, { length, repeats })) continue;
    const tools = seen.calls.slice(-length).map(({ tool }) => tool);
    return { kind: "calls", tools: [...new Set(tools)], times: repeats };
  }
  const turns = seen.turns.slice(-repeats);
  const isSame = turns.every(({ words, hasChanged }) => !hasChanged && words === turns[0]?.words);
  return turns.length === repeats && isSame ? { kind: "turns", times: repeats } : null;
}

function repeatsAtEnd(
  items: readonly string[],
  { length, repeats }: { length: number; repeats: number },
): boolean {
  const last = items.slice(-length * repeats);
  return last.length === length * repeats && last.every((item, place) => item === last[place % length]);
}

/** In a sentence, for people and for the supervisor. */
export function tellLoop(loop: Loop, name: string): string {
  if (loop.kind === "turns")
    return `${name} has ended its last ${loop.times} turns with the same words, and changed nothing in them.`;
  return `${name} calls ${loop.tools.join(" and ")} again and again with the same input, and gets the same result each time (${loop.times} times in a row). It may not get any further by itself.`;
}
