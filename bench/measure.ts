// Rounds and what is made of them: medians, quantiles, ratios, and the exponent with which a cost grows.

/** The value below which this share (0–1) of all values lies. Throws for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * Runs all contestants in each round, one after the other and in turn from another end, so that a slow moment of the machine
 * meets all of them. Gives what each said in each round.
 */
export async function interleave<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) found[name].push(await contestants[name]());
  }
  return found;
}

/** The slope of the straight line through the logarithms: 0 is constant, 1 linear. */
export function exponentOf(points: readonly { size: number; cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
  const x = mean(logs.map((log) => log.x));
  const y = mean(logs.map((log) => log.y));
  const rise = logs.reduce((sum, log) => sum + (log.x - x) * (log.y - y), 0);
  return rise / logs.reduce((sum, log) => sum + (log.x - x) ** 2, 0);
}
