// Where the server is, checked: over a network only with TLS.

export interface ServerUrls {
  readonly join: string;
  readonly link: string;
  /** What all paths of the API begin with. */
  readonly api: string;
}

/** Throws `Error` when the address is no http(s) URL, or leads over a network without TLS. */
export function serverUrls(address: string): ServerUrls {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      `The server's address must be an http: or https: URL, not "${address}". Set MAKIMA_SERVER.`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new Error(
      `${address} would carry keys and code over a network without TLS. Use https:, or a loopback address.`,
    );
  }
  const api = `${url.origin}${url.pathname.replace(/\/$/, "")}/api/v1`;
  const base = `${api}/mesh`;
  return { api, join: `${base}/join`, link: `${base.replace(/^http/, "ws")}/link` };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
