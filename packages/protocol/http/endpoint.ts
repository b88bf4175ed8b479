// An endpoint as data: what the door checks, what the client types, and what the OpenAPI document says.
import type { z } from "zod";
import type { ErrorCode } from "../errors/errors.ts";

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Who may call: a read key may call `read` endpoints, an owner key all of them. Nobody else may call any. */
type Scope = "read" | "owner";

export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> = {
  readonly method: Method;
  /** below /api/v1, with {id} for parameters */
  readonly path: string;
  readonly summary: string;
  readonly scope: Scope;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  /** the status of success; 202 may come instead where a daemon's hands are needed */
  readonly status: 200 | 201;
  readonly errors: readonly ErrorCode[];
};

/** Declares an endpoint; the types of its parts are kept. */
export const endpoint = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: Endpoint<P, Q, B, A>,
): Endpoint<P, Q, B, A> => definition;
