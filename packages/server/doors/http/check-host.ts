// Refuses requests that a browser was tricked into: foreign host names (DNS rebinding) and foreign pages.
import { Refusal } from "@makima/protocol/errors";

export type Addresses = { host: string; port: number; allowedHosts: readonly string[] };

/** Throws UNKNOWN_HOST or FOREIGN_ORIGIN. A program sends no Origin and is judged by its key alone. */
export function checkHost(
  headers: { host?: string | undefined; origin?: string | undefined },
  addresses: Addresses,
): void {
  const known = knownHosts(addresses);
  if (headers.host === undefined || !known.has(headers.host.toLowerCase())) {
    throw new Refusal("UNKNOWN_HOST", "this server is not known by that host name");
  }
  if (headers.origin !== undefined && !isOurs(headers.origin, known)) {
    throw new Refusal("FOREIGN_ORIGIN", "a page of another origin may not call this server");
  }
}

/** The exact values of Host that are served. A setting without a port stands for this server's port and for the default one. */
function knownHosts({ host, port, allowedHosts }: Addresses): Set<string> {
  const names = new Set([bracketed(host), "localhost", "127.0.0.1", "[::1]"]);
  const known = new Set([...names].map((name) => `${name}:${port}`));
  if (port === 80) for (const name of names) known.add(name);
  for (const allowed of allowedHosts.map((name) => name.toLowerCase())) {
    known.add(allowed);
    if (!/:\d+$/.test(allowed)) known.add(`${allowed}:${port}`);
  }
  return known;
}

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host).toLowerCase();

function isOurs(origin: string, known: ReadonlySet<string>): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  return (protocol === "http:" || protocol === "https:") && known.has(host);
}
