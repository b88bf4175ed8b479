// Several pieces of the same work side by side: as many at a time as there are lanes, begun in their order.

/** Gives what each came to, in their order. The first that throws ends the work: what is under way is waited for, nothing new begins. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  { lanes, work }: { lanes: number; work: (item: Item) => Promise<Result> },
): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const [place, item] of rest) {
      if (failures.length > 0) return;
      try {
        results[place] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
