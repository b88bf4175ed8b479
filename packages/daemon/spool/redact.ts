// Takes secrets out of what goes to the spool: values that the daemon knows, and texts that look like keys.
import { createHmac } from "node:crypto";
import { randomToken } from "../ports/randomness.ts";

/** Works on JSON text; what it puts in needs no escaping, so JSON stays JSON. */
export type Redact = (json: string) => string;

const keyPatterns = [
  String.raw`sk-[A-Za-z0-9_-]{20,}`,
  String.raw`gh[pousr]_[A-Za-z0-9]{30,}`,
  String.raw`github_pat_[A-Za-z0-9_]{30,}`,
  String.raw`glpat-[A-Za-z0-9_-]{20,}`,
  String.raw`xox[abprs]-[A-Za-z0-9-]{10,}`,
  String.raw`AKIA[0-9A-Z]{16}`,
  String.raw`AIza[0-9A-Za-z_-]{35}`,
  String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\\ rn]{40,20000}?-----END [A-Z ]*PRIVATE KEY-----`,
];
const secretName = /key|token|secret|password|passwd|credential|auth/i;
const shortestSecret = 8;

/** `environments` are those that agents are configured with: values of names that tell of a secret are one. */
export function makeRedaction(environments: readonly Readonly<Record<string, string>>[]): Redact {
  const salt = randomToken();
  const known = environments
    .flatMap((environment) => Object.entries(environment))
    .filter(([name, value]) => secretName.test(name) && value.length >= shortestSecret)
    .flatMap(([, value]) => [jsonText(value), jsonText(jsonText(value))])
    .map(escapePattern);
  const pattern = new RegExp([...new Set(known), ...keyPatterns].join("|"), "g");
  // The same secret gets the same mark, so that a reader can tell two apart without learning either.
  const mark = (secret: string): string =>
    `[redacted ${createHmac("sha256", salt).update(secret).digest("hex").slice(0, 8)}]`;
  return (json) => json.replace(pattern, mark);
}

/** As it stands in JSON, and, again, in JSON that is a text in JSON: a line of an agent's transcript is. */
const jsonText = (value: string): string => JSON.stringify(value).slice(1, -1);

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
