// Signs this browser in with the token of a link, and out again.
import { ApiError, createClient } from "@makima/client";
import { errorBody } from "@makima/protocol/errors";
import { API_ROOT } from "@makima/protocol/http";
import { PAGE_KEY_HEADER, SESSION_PATH, signInAnswer } from "@makima/protocol/sessions";
import { forgetPageKey, keepPageKey } from "../ports/page.ts";

const ADDRESS = `${API_ROOT}${SESSION_PATH}`;

/** Throws `ApiError` when the link is over, and what `fetch` throws when nobody answers. */
export async function openSession(token: string): Promise<void> {
  const response = await fetch(ADDRESS, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new ApiError(errorBody.parse(body), response.status);
  keepPageKey(signInAnswer.parse(body).pageKey);
}

/** The session is revoked at the server first; where that cannot be reached, this browser forgets its half all the same. */
export async function endSession(pageKey: string): Promise<void> {
  try {
    await fetch(ADDRESS, { method: "DELETE", headers: { [PAGE_KEY_HEADER]: pageKey } });
  } finally {
    forgetPageKey();
  }
}

export const clientOf = (pageKey: string) =>
  createClient({ url: location.origin, pageKey, patienceMs: 4_000 });
