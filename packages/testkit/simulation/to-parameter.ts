// A value of a statement as PostgreSQL reads it, by the same rules as the driver that the server uses.

export function toParameter(value: unknown): string | Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return toArray(value);
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return `${value}`;
  throw new TypeError(`a statement takes no ${typeof value}`);
}

const toArray = (items: readonly unknown[]): string => `{${items.map(toItem).join(",")}}`;

function toItem(item: unknown): string {
  if (Array.isArray(item)) return toArray(item);
  const text = toParameter(item);
  if (text === null) return "NULL";
  const plain = typeof text === "string" ? text : `\\x${Buffer.from(text).toString("hex")}`;
  return `"${plain.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
