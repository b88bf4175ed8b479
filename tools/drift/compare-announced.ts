// Compares what two versions of an agent announce, with an eye to what our driver uses.
import type { Announced } from "./announced.ts";
import type { Used } from "./used-by-drivers.ts";

export interface Difference {
  readonly topic: string;
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  /** Empty where the name is all that is announced; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly isUsed: boolean;
}

export interface Drift {
  /** Something that the driver uses is gone, or switched off. */
  readonly isBreaking: boolean;
  readonly differences: readonly Difference[];
  /** What the driver uses and neither version announces: only the tests with the real program tell whether it is still there. */
  readonly unannounced: readonly string[];
}

export function compareAnnounced(before: Announced, after: Announced, used: Used): Drift {
  const topics = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const unannounced = Object.entries(used).flatMap(([topic, names]) =>
    names
      .filter((name) => valueOf(before, topic, name) === null && valueOf(after, topic, name) === null)
      .map((name) => `${topic}: ${name}`),
  );
  const differences = topics.flatMap((topic) => compareTopic({ topic, before, after, used }));
  return { isBreaking: differences.some(breaks), differences, unannounced };
}

const breaks = ({ change, before, after, isUsed }: Difference): boolean =>
  isUsed && (change === "removed" || (before === "true" && after === "false"));

type Comparing = { topic: string; before: Announced; after: Announced; used: Used };

function compareTopic({ topic, before, after, used }: Comparing): Difference[] {
  const names = [
    ...new Set([...Object.keys(before[topic] ?? {}), ...Object.keys(after[topic] ?? {})]),
  ].sort();
  return names.flatMap((name) => {
    const values = { before: valueOf(before, topic, name), after: valueOf(after, topic, name) };
    if (values.before === values.after) return [];
    const change = values.before === null ? "added" : values.after === null ? "removed" : "changed";
    return [{ topic, name, change, ...values, isUsed: used[topic]?.includes(name) ?? false }];
  });
}

const valueOf = (announced: Announced, topic: string, name: string): string | null =>
  announced[topic]?.[name] ?? null;
