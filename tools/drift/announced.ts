// What an agent's program tells of itself, as names that can be compared: no words for people, no ids, nothing of one machine.
import type { AgentName } from "@makima/scripted-model/point-agent";

/** By topic (such as `flags`), then by name; the value is a type, a switch or a placeholder, and empty where the name is all. */
export type Announced = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is committed for each agent. */
export interface Snapshot {
  readonly agent: AgentName;
  readonly version: string;
  readonly announced: Announced;
}

/**
 * The fields of a JSON value, by their paths. An element of a list is named by its own id or name, so that its place does not matter. Texts and numbers
 * are told by their type alone, but for a version of a protocol.
 */
export function fieldsOf(value: unknown, { deepest = 8 } = {}): Record<string, string> {
  const found: Record<string, string> = {};
  walk(value, { path: "", left: deepest, found });
  return found;
}

/** The same in the order of topics and names. */
export function inOrder(announced: Announced): Announced {
  return sorted(
    Object.fromEntries(Object.entries(announced).map(([topic, names]) => [topic, sorted(names)])),
  );
}

type Walk = { path: string; left: number; found: Record<string, string> };

function walk(value: unknown, { path, left, found }: Walk): void {
  if (path !== "" && (left === 0 || !isFilled(value))) found[path] = describe(value, path);
  else if (Array.isArray(value))
    for (const one of value as unknown[]) walkElement(one, { path, left: left - 1, found });
  else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value))
      walk(inner, { path: path === "" ? name : `${path}.${name}`, left: left - 1, found });
}

function walkElement(value: unknown, { path, left, found }: Walk): void {
  if (typeof value === "string") found[`${path}[${value}]`] = "";
  else walk(value, { path: `${path}[${nameOf(value)}]`, left, found });
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const fields = value as Readonly<Record<string, unknown>>;
  const names = ["id", "modelId", "value", "name", "type"].map((name) => fields[name]);
  return names.find((name) => typeof name === "string") ?? "";
}

const isFilled = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

function describe(value: unknown, path: string): string {
  if (value === null) return "null";
  if (typeof value === "boolean" || path.endsWith("protocolVersion")) return JSON.stringify(value);
  return Array.isArray(value) ? "list" : typeof value;
}

const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
