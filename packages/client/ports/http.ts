// Sends one HTTP request and reads its whole answer.

export type HttpRequest = {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
};

/** `body` is undefined where the answer is no JSON. */
export type HttpAnswer = { status: number; body: unknown; retryAfterMs: number | undefined };

/** The connection failed or broke before the whole answer was there; what the server did is not known. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** Throws `NoAnswer`, and the signal's reason when it is aborted. */
export async function sendRequest(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
  const { url, ...init } = request;
  try {
    const response = await fetch(url, { ...init, redirect: "error", ...(signal ? { signal } : {}) });
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    return {
      status: response.status,
      body: parseJson(await response.text()),
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw new NoAnswer(`no answer from ${url}`, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
