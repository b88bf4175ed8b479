// Puts the values of variables where a script says `${name.path}`.
export type Variables = Record<string, unknown>;

const reference = /\$\$\{|\$\{([^}]+)\}/g;
const wholeReference = /^\$\{([^}]+)\}$/;

/**
 * Replaces references in every string of a JSON value. A string that is one reference and nothing else
 * becomes the value itself (a list stays a list); `$${` stands for `${`.
 * @throws Error when a variable is not bound.
 */
export function interpolateValues(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") {
    const path = wholeReference.exec(value)?.[1];
    return path === undefined ? interpolateText(value, variables) : requireVariable(path, variables);
  }
  if (Array.isArray(value)) return value.map((item) => interpolateValues(item, variables));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, interpolateValues(item, variables)]),
    );
  }
  return value;
}

/** The same for one string, which stays a string: values that are no strings are written as JSON. */
export function interpolateText(text: string, variables: Variables): string {
  return text.replace(reference, (match, path: string | undefined) => {
    if (path === undefined) return match.slice(1);
    const value = requireVariable(path, variables);
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}

/** Whether every variable that the text refers to is bound. */
export function isBound(text: string, variables: Variables): boolean {
  return [...text.matchAll(reference)].every(([, path]) => {
    return path === undefined || readVariable(path, variables) !== undefined;
  });
}

/** The value at a path such as `schema.taskId` or `results.0.summary`; undefined when there is none. */
export function readVariable(path: string, variables: Variables): unknown {
  let value: unknown = variables;
  for (const key of path.trim().split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Variables)[key];
  }
  return value;
}

function requireVariable(path: string, variables: Variables): unknown {
  const value = readVariable(path, variables);
  if (value !== undefined) return value;
  const known = Object.keys(variables).join(", ") || "none";
  throw new Error(`the script uses \${${path}}, which is not bound; bound variables: ${known}`);
}
