// Which choices a person means: by number as they were shown, or by their text or the only beginning that fits.
import { usageError } from "./cli-error.ts";

/** A text that is a choice counts before a number, so that a choice called "2" can be taken. Throws a usage error. */
export function pickChoices(offered: readonly string[], given: readonly string[]): string[] {
  return given.map((one) => {
    if (offered.includes(one)) return one;
    const numbered = /^\d+$/.test(one) ? offered[Number(one) - 1] : undefined;
    if (numbered !== undefined) return numbered;
    const fitting = offered.filter((choice) => choice.toLowerCase().startsWith(one.toLowerCase()));
    const [only, ...others] = fitting;
    if (only !== undefined && others.length === 0) return only;
    const list = offered.map((choice, place) => `${place + 1} ${choice}`).join(" · ");
    throw offered.length === 0
      ? usageError("this question has no choices", 'answer it with --text "…"')
      : usageError(`"${one}" is none of the choices`, `the choices are ${list}`);
  });
}
