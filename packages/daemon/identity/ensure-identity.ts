// The daemon's identity: read from its file, or got for a join token and a new key pair.
import { createPrivateKey, sign } from "node:crypto";
import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type JoinRequest, joinAnswer } from "@makima/protocol/daemons";
import { z } from "zod";
import { makeKeyPair } from "../ports/randomness.ts";

const stored = z.object({ daemonId: z.string(), ownerId: z.string(), privateKey: z.string() });

export interface Identity {
  readonly daemonId: string;
  /** Base64 of the Ed25519 signature over `text`. */
  sign(text: string): string;
}

/** Throws `Error` with what to do when there is no identity and no usable token. */
export async function ensureIdentity(at: {
  folder: string;
  joinUrl: string;
  joinToken: string | null;
  name: string;
}): Promise<Identity> {
  const path = join(at.folder, "identity.json");
  const found = (await readIdentity(path)) ?? (await joinServer(path, at));
  const key = createPrivateKey(found.privateKey);
  return {
    daemonId: found.daemonId,
    sign: (text) => sign(null, Buffer.from(text), key).toString("base64"),
  };
}

async function readIdentity(path: string): Promise<z.infer<typeof stored> | null> {
  try {
    const text = await readFile(path, "utf8");
    await chmod(path, 0o600);
    return stored.parse(JSON.parse(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function joinServer(
  path: string,
  at: { joinUrl: string; joinToken: string | null; name: string },
): Promise<z.infer<typeof stored>> {
  if (at.joinToken === null) {
    throw new Error("This daemon has no identity yet. Give it a join token once, in MAKIMA_JOIN_TOKEN.");
  }
  const pair = makeKeyPair();
  const body: JoinRequest = { name: at.name, publicKey: pair.publicKey };
  const response = await fetch(at.joinUrl, {
    method: "POST",
    headers: { authorization: `Bearer ${at.joinToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    const said = (await response.text()).slice(0, 500);
    throw new Error(
      `The server refused the join token (${response.status} ${said}). A token is good once, for ten minutes: make a new one.`,
    );
  }
  const answer = joinAnswer.parse(await response.json());
  const identity = { ...answer, privateKey: pair.privateKey };
  await writeFile(`${path}.new`, JSON.stringify(identity), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return identity;
}
