// Finds the one thing that a person means by a whole id or by a unique beginning or end of one.
import { CliError, EXIT, usageError } from "./cli-error.ts";

export type Named = { id: string; name: string };

const whole = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const part = /^[0-9a-f-]{4,}$/i;

/** A whole id needs no search: whether it exists, the server says. */
export const isWholeId = (given: string): boolean => whole.test(given);

/** The part of an id that people are shown: its end, since ids made at the same time begin alike. */
export const shortId = (id: string): string => id.slice(-8);

export type Search<Item extends Named> = {
  given: string;
  items: readonly Item[];
  /** what is searched, for messages: "contract" */
  noun: string;
  /** the command that lists them */
  list: string;
};

/** Throws a usage error for a part that is too short or fits several, and `NOT_FOUND` for one that fits none. */
export function findById<Item extends Named>({ given, items, noun, list }: Search<Item>): Item {
  if (!part.test(given)) {
    throw usageError(
      `"${given}" is no ${noun} id: give at least 4 characters of its beginning or end`,
      `\`${list}\` shows them`,
    );
  }
  const wanted = given.toLowerCase();
  const found = items.filter(({ id }) => id.startsWith(wanted) || id.endsWith(wanted));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new CliError({
      code: "NOT_FOUND",
      message: `there is no ${noun} whose id begins or ends with ${given}`,
      mend: `\`${list}\` shows them`,
      exitCode: EXIT.notFound,
    });
  }
  if (others.length > 0) {
    const names = found.slice(0, 5).map(({ id, name }) => `${id} (${name})`);
    throw usageError(`${given} fits ${found.length} ${noun}s: ${names.join(", ")}`, "give more characters");
  }
  return only;
}
