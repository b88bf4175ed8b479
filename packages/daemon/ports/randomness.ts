// The only place of the daemon that makes random values: ids, tokens and keys.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type Id, uuidV7 } from "@makima/core/ids";

export function randomId(): Id {
  return uuidV7({ timeMs: Date.now(), random: randomBytes(10) });
}

/** 256 bits, safe in a header. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** An Ed25519 pair: the private key as PKCS8 PEM, the public one as base64 of SPKI in DER. */
export function makeKeyPair(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync("ed25519");
  return {
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: pair.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
  };
}
