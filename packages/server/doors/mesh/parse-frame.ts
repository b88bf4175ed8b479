// A daemon's frame from the bytes of its socket.
import { type DaemonFrame, daemonFrame } from "@makima/protocol/mesh";
import type { RawData } from "ws";

/** Null when it is no frame of the protocol. */
export function parseFrame(data: RawData): DaemonFrame | null {
  const text = Array.isArray(data)
    ? Buffer.concat(data).toString("utf8")
    : Buffer.from(data as Buffer).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    return daemonFrame.parse(NOT_STORABLE.test(text) ? storable(value) : value);
  } catch {
    return null;
  }
}

// PostgreSQL holds neither a zero nor half of a surrogate pair, and agents print both. In valid JSON they can only stand as escapes.
const NOT_STORABLE = /\\u(?:0000|d[89a-f])/i;

function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key), storable(item)] as const),
  );
}

const storableText = (text: string): string => text.toWellFormed().replaceAll("\0", "\u{fffd}");
