// Text as a database can hold it: no NUL and no half of a surrogate pair.

const replacement = "\uFFFD";

export function sanitiseText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", replacement) : whole;
}

/** The same for every string of a JSON value, names of fields included. */
export function sanitiseValue(value: unknown): unknown {
  if (value === undefined) return undefined;
  const json = JSON.stringify(value);
  if (json === undefined) return undefined;
  // JSON.stringify writes halves of pairs as escapes, and NUL too.
  if (!/\\u(0000|d[89ab]|dc|dd|de|df)/i.test(json)) return value;
  return JSON.parse(json, (_key, inner: unknown) => {
    if (typeof inner === "string") return sanitiseText(inner);
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, field]) => [sanitiseText(name), field]));
  });
}
