// Randomness for the client in a browser.

/** `crypto.randomUUID` is there on https and on the machine itself alone; makima may be served elsewhere. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Between 0 and 1. */
export const chance = (): number => Math.random();
