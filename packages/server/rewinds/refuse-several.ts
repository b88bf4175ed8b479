// At most one way to name a place.
import { Refusal } from "@makima/protocol/errors";

/** The name of the one that is given; null when none is. Throws SEVERAL_SELECTORS. */
export function refuseSeveral<Name extends string>(
  selectors: Readonly<Record<Name, unknown>>,
): string | null {
  const given = Object.keys(selectors).filter((name) => selectors[name as Name] !== undefined);
  if (given.length > 1)
    throw new Refusal("SEVERAL_SELECTORS", `${given.join(" and ")} name several places`, { given });
  return given[0] ?? null;
}
