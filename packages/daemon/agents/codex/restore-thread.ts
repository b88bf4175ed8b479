// Gives Codex its past back: its own thread on this machine, else a new one that is given the conversation as its own, else a new one.
import { z } from "zod";
import type { AgentOptions } from "../driver.ts";
import type { Rung } from "../past.ts";
import { type Ask, RequestRefused } from "./connection.ts";
import { isBehind } from "./is-behind.ts";
import type { HistoryItem } from "./item.ts";
import { mendItems } from "./mend-items.ts";
import { readRollout } from "./read-rollout.ts";
import { rebuildItems } from "./rebuild-items.ts";
import { readThreadNote } from "./thread-note.ts";

export interface RestoredThread {
  readonly threadId: string;
  readonly rung: Rung;
  /** Where Codex keeps it; null where it does not say. */
  readonly path: string | null;
  /** How much of that file has been told already. */
  readonly sentBytes: number;
  /** Why each better rung was refused, for people: sentences. */
  readonly refusals: readonly string[];
}

type Starting = { readonly ask: Ask; readonly settings: Readonly<Record<string, unknown>> };

const started = z.looseObject({
  thread: z.looseObject({ id: z.string(), path: z.string().nullish() }),
});

export async function restoreThread(options: AgentOptions, starting: Starting): Promise<RestoredThread> {
  if (!options.past.exists) return { ...(await startThread(options, starting)), rung: "new", refusals: [] };
  const refusals: string[] = [];
  const restored = (await loadThread(options, starting, refusals)) ??
    (await refillThread(options, starting, refusals)) ?? {
      ...(await startThread(options, starting)),
      rung: "told" as const,
    };
  return { ...restored, refusals };
}

type Found = Omit<RestoredThread, "refusals">;

/** A thread that never took its last prompt lacks it: it is not gone on with. */
async function loadThread(
  { past, folder }: AgentOptions,
  { ask, settings }: Starting,
  refusals: string[],
): Promise<Found | null> {
  if (past.session === null) return null;
  const note = await readThreadNote(folder);
  const known = note?.threadId === past.session ? note : null;
  const wanted = { threadId: past.session, excludeTurns: true, ...settings };
  const isDeaf = known?.isHeard === false;
  const resumed = isDeaf ? null : await unlessRefused(ask("thread/resume", wanted), refusals);
  if (isDeaf) refusals.push("Its thread never took the last prompt.");
  if (resumed === null) return null;
  const { id, path } = started.parse(resumed).thread;
  return { threadId: id, path: path ?? null, sentBytes: known?.sentBytes ?? 0, rung: "loaded" };
}

/**
 * Its own transcript is not put among the person's sessions as a file: what it holds for the model goes into a new thread, which Codex then writes
 * down itself. The format of its files stays its own affair, and nothing of the person's is written by us.
 */
async function refillThread(
  options: AgentOptions,
  starting: Starting,
  refusals: string[],
): Promise<Found | null> {
  const { transcript, messages } = await options.past.read();
  const own = transcript === null ? null : readRollout(transcript.lines);
  const isWhole = own !== null && !own.isTorn && !isBehind(own.items, messages);
  if (own !== null && !isWhole) refusals.push("Its transcript lacks lines, or the end of the conversation.");
  const rungs: readonly { rung: Rung; items: readonly HistoryItem[] }[] = [
    { rung: "materialised", items: isWhole ? own.items : [] },
    { rung: "rebuilt", items: rebuildItems(messages) },
  ];
  for (const { rung, items } of rungs) {
    const mended = mendItems(items, options.past.results);
    if (mended.length === 0) continue;
    const thread = await startThread(options, starting);
    const given = { threadId: thread.threadId, items: mended };
    const taken = await unlessRefused(starting.ask("thread/inject_items", given), refusals);
    if (taken !== null) return { ...thread, rung };
  }
  return null;
}

async function startThread(
  { tools }: AgentOptions,
  { ask, settings }: Starting,
): Promise<Omit<Found, "rung">> {
  const dynamicTools = tools.descriptions.map((tool) => ({ type: "function", ...tool }));
  const { id, path } = started.parse(await ask("thread/start", { ...settings, dynamicTools })).thread;
  return { threadId: id, path: path ?? null, sentBytes: 0 };
}

/** Codex lives and says no: then a lower rung will do. */
async function unlessRefused(answer: Promise<unknown>, refusals: string[]): Promise<object | null> {
  try {
    return { ...((await answer) as object) };
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    refusals.push(`Codex refused: ${error.message}.`);
    return null;
  }
}
