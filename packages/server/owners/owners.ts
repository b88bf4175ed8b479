// Owners and the keys that speak for them: the face of the noun.

export { createKey } from "./create-key.ts";
export { createFirstOwner, createOwner } from "./create-owner.ts";
export { createSignInLink } from "./create-sign-in-link.ts";
export { createStreamTicket } from "./create-stream-ticket.ts";
export { findKey } from "./find-key.ts";
export { findRevokedKeys } from "./find-revoked-keys.ts";
export { KEYS_BELL } from "./keys-bell.ts";
export { listKeys } from "./list-keys.ts";
export { revokeKey } from "./revoke-key.ts";
export { SESSION_SECONDS, sessionSecret, signIn } from "./sign-in.ts";
export { takeStreamTicket } from "./take-stream-ticket.ts";
export { touchKey } from "./touch-key.ts";
