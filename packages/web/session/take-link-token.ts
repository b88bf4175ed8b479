// Reads the token of a sign-in link, and takes it out of the address at once: it is in no history and in no bookmark.
import { SIGN_IN_FRAGMENT } from "@makima/protocol/sessions";

export function takeLinkToken(): string | null {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(`#${SIGN_IN_FRAGMENT}`)) return null;
  history.replaceState(history.state, "", `${pathname}${search}`);
  return decodeURIComponent(hash.slice(SIGN_IN_FRAGMENT.length + 1));
}
