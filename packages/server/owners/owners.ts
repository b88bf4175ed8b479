// Owners and the keys that speak for them: the face of the noun.
export { KEYS_BELL } from "./keys-bell.ts";
export { createFirstOwner, createOwner, type NewOwner } from "./create-owner.ts";
export { createKey } from "./create-key.ts";
export { findKey } from "./find-key.ts";
export { findRevokedKeys } from "./find-revoked-keys.ts";
export { listKeys } from "./list-keys.ts";
export { revokeKey } from "./revoke-key.ts";
export { touchKey } from "./touch-key.ts";
