// Turns whatever was thrown into an answer of the error table. What is not meant for people stays in the log.
import type { Duplex } from "node:stream";
import { ERRORS, type ErrorBody, Refusal } from "@makima/protocol/errors";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { DatabaseError } from "pg";
import { CommitUnknown, DatabaseUnavailable } from "../../db/database.ts";
import { classify } from "../../db/failure.ts";

/** The error handler of the HTTP door. */
export function answerError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = toRefusal(error);
  const { status } = ERRORS[refusal.code];
  if (status >= 500) request.log.error({ err: error }, "a request failed");
  if (status === 503) reply.header("retry-after", "1");
  return reply.code(status).send(toErrorBody(refusal, request.id));
}

/** Answers bytes that are no HTTP request, and closes the connection: nobody knows where a next request would begin. */
export function answerNoHttp(socket: Pick<Duplex, "writable" | "end" | "destroy">, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(toErrorBody(new Refusal("VALIDATION", "this is no HTTP request"), requestId));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `x-request-id: ${requestId}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function toErrorBody({ code, message, details }: Refusal, requestId: string): ErrorBody {
  const { mend } = ERRORS[code];
  return { code, message, mend, ...(details === undefined ? {} : { details: { ...details } }), requestId };
}

export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof DatabaseUnavailable)
    return new Refusal("DB_UNAVAILABLE", "the database does not answer");
  if (error instanceof CommitUnknown) {
    return new Refusal(
      "DB_UNAVAILABLE",
      "the database went away at the end of this call, so it may have been done; with the same Idempotency-Key it can be sent again",
    );
  }
  if (error instanceof DatabaseError && isFull(error)) {
    return new Refusal("STORAGE_FULL", "the database has no space left");
  }
  if (classify(error) === "connection") return new Refusal("DB_UNAVAILABLE", "the database does not answer");
  const code = codeOfFastify(error);
  return code === undefined
    ? new Refusal("INTERNAL", "something went wrong on the server")
    : new Refusal(code, SENTENCES[code]);
}

// SQLSTATE 53100: disk full; 53200: out of memory, which a full shared-memory disk gives.
const isFull = ({ code }: DatabaseError): boolean => code === "53100" || code === "53200";

type ParserCode = "BAD_JSON" | "TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION";

const SENTENCES: Record<ParserCode, string> = {
  BAD_JSON: "the body is no well-formed JSON, or has a key that is refused",
  TOO_LARGE: "the request is larger than this server takes",
  UNSUPPORTED_MEDIA_TYPE: "only application/json is taken",
  VALIDATION: "the request is malformed",
};

/** What fastify's own parsers throw, by its codes and else by the status that it chose. */
function codeOfFastify(error: unknown): ParserCode | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  switch (error.statusCode) {
    case 413:
    case 414:
    case 431:
      return "TOO_LARGE";
    case 415:
      return "UNSUPPORTED_MEDIA_TYPE";
    case 400:
      return "code" in error && error.code === "FST_ERR_BAD_URL" ? "VALIDATION" : "BAD_JSON";
    default:
      return undefined;
  }
}
