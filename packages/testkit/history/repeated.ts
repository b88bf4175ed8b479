// The names that a list has more than once.

export const repeated = (names: readonly string[]): string[] => {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const name of names) (seen.has(name) ? again : seen).add(name);
  return [...again];
};
