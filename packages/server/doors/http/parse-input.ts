// Checks the parts of a request against an endpoint's schemas, and names every field that is wrong.
import { Refusal } from "@makima/protocol/errors";
import type { Endpoint } from "@makima/protocol/http";
import type { z } from "zod";

export type Parts = { params: unknown; query: unknown; body: unknown };

/** Throws VALIDATION with `details.fields: [{ field, message }]`. A missing body is an empty one. */
export function parseInput(endpoint: Pick<Endpoint, "params" | "query" | "body">, parts: Parts): Parts {
  const faults: Fault[] = [];
  const params = parsePart(endpoint.params, parts.params, faults);
  const query = parsePart(endpoint.query, parts.query, faults);
  const body = parsePart(endpoint.body, parts.body ?? {}, faults);
  if (faults.length > 0) {
    const sentence = faults.map(({ field, message }) => `${field}: ${message}`).join("; ");
    throw new Refusal("VALIDATION", sentence.slice(0, 2_000), { fields: faults.slice(0, 50) });
  }
  return { params, query, body };
}

type Fault = { field: string; message: string };

function parsePart(schema: z.ZodType, value: unknown, faults: Fault[]): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) faults.push(...parsed.error.issues.flatMap((issue) => faultsOf(issue, [])));
  return parsed.data;
}

function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Fault[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: nameOf([...path, key]),
      message: "is not a field of this request",
    }));
  }
  if (issue.code === "invalid_union") return faultsOfUnion(issue, path);
  return [{ field: nameOf(path), message: issue.message }];
}

/** Of the alternatives of a union the one that fits best is told about: the one with the fewest faults. */
function faultsOfUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): Fault[] {
  const alternatives = issue.errors.map((issues) => issues.flatMap((one) => faultsOf(one, path)));
  const best = alternatives.toSorted((a, b) => a.length - b.length)[0];
  return best ?? [{ field: nameOf(path), message: issue.message }];
}

const nameOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? "body" : path.map(String).join(".");
