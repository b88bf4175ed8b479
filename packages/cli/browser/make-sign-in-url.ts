// Makes the link that signs one browser in, once, within ten minutes.
import type { Client } from "@makima/client";
import { SIGN_IN_FRAGMENT } from "@makima/protocol/sessions";

/** The token stands behind the `#`: a browser keeps that part to itself. */
export async function makeSignInUrl(client: Client): Promise<string> {
  const { token } = await client.createSignInLink({});
  return `${client.url}/#${SIGN_IN_FRAGMENT}${encodeURIComponent(token)}`;
}
