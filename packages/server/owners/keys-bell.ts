// The doorbell's name for keys: one was revoked.

export const KEYS_BELL = "keys";
