// Hands the page's nonce to the parts that put a style element into it.
import { setNonce } from "get-nonce";

/** A browser shows the nonce to scripts alone, and only as a property. */
export function adoptNonce(): void {
  const script = document.querySelector<HTMLScriptElement>("script[nonce]");
  if (script?.nonce) setNonce(script.nonce);
}
