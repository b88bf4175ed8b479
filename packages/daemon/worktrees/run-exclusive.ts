// Lets one piece of work at a time run for each key, in the order of arrival, within this process.

const tails = new Map<string, Promise<unknown>>();

export async function runExclusive<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  // The one before may have failed; that is its caller's matter and ends its turn all the same.
  const mine = before.then(work, work);
  tails.set(key, mine);
  try {
    return await mine;
  } finally {
    if (tails.get(key) === mine) tails.delete(key);
  }
}
