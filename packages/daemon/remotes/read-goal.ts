// Where git would go for a remote's address, taken apart: the host, and what else decides how it is reached.

export type Goal =
  | { readonly by: "web"; readonly host: string; readonly port: number }
  | { readonly by: "ssh"; readonly host: string; readonly port: number | null; readonly user: string | null };

/** `address`: as git says it after all `insteadOf` of the person's. Null for what is no remote over a network, which git then refuses itself. */
export function readGoal(address: string): Goal | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) {
    const fallback = url.protocol === "https:" ? 443 : 80;
    // As it is spelt: a pin has to name the host as curl reads it.
    return { by: "web", host: url.hostname, port: url.port === "" ? fallback : Number(url.port) };
  }
  if (address.startsWith("ssh://")) {
    const [, user, host, port] =
      /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?\//.exec(address) ?? [];
    if (host === undefined || host === "") return null;
    return { by: "ssh", host, port: port === undefined ? null : Number(port), user: user ?? null };
  }
  const [, user, host] = /^(?:([^@/:]*)@)?(\[[^\]]*\]|[^:/]+):(?!\/\/)/.exec(address) ?? [];
  return host === undefined ? null : { by: "ssh", host, port: null, user: user ?? null };
}
