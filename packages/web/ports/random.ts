// What nobody else has: keys of what is sent.

export const newKey = (): string => crypto.randomUUID();
