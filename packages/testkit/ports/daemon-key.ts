// A daemon's key pair, as a daemon makes it for itself.
import { generateKeyPairSync, type KeyObject } from "node:crypto";

/** Ed25519; the public half as it travels: SPKI in DER, base64. */
export function newDaemonKey(): { publicKey: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"), privateKey };
}
