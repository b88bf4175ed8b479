// What a call may end with: a refusal by the server, which is final, or no server at all, which may pass.
import { ERRORS, type ErrorBody, errorBody } from "@makima/protocol/errors";

/** The server answered, and the answer was no. Decide by `code`; `mend` tells a person what to do. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  /** the HTTP status */
  readonly status: number;
  readonly mend: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly requestId: string;

  constructor(body: ErrorBody, status: number) {
    super(body.message);
    this.code = body.code;
    this.status = status;
    this.mend = body.mend ?? rowOf(body.code)?.mend;
    this.details = body.details;
    this.requestId = body.requestId;
  }
}

/** Nobody answered at this address, for as long as the call's patience lasted. */
export class ServerUnreachable extends Error {
  override readonly name = "ServerUnreachable";
  readonly code = "SERVER_UNREACHABLE";
  readonly mend = "start it with `makima up`, or name another address with --url or `makima login URL`";
  readonly url: string;

  constructor(url: string, options?: ErrorOptions) {
    super(`no makima server answers at ${url}`, options);
    this.url = url;
  }
}

/** Reads an error body; what is none (a proxy's page) becomes one that says so. */
export function toApiError(body: unknown, status: number): ApiError {
  const parsed = errorBody.safeParse(body);
  if (parsed.success) return new ApiError(parsed.data, status);
  return new ApiError(
    {
      code: "NOT_MAKIMA",
      message: `the answer with status ${status} is none of makima's`,
      mend: "check that the address is a makima server's",
      requestId: "",
    },
    status,
  );
}

/** An error that came without an HTTP answer: in a frame of the stream, or as the result of an operation. */
export function toApiErrorOfCode(code: string, message: string): ApiError {
  return new ApiError({ code, message, requestId: "" }, rowOf(code)?.status ?? 500);
}

function rowOf(code: string): { status: number; mend: string } | undefined {
  return new Map<string, { status: number; mend: string }>(Object.entries(ERRORS)).get(code);
}
