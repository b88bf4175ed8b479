// The OpenAPI 3.1 document, made from the endpoint table.

import { contractShape } from "@makima/protocol/contracts";
import { daemonShape } from "@makima/protocol/daemons";
import { ERRORS, type ErrorCode, errorBody } from "@makima/protocol/errors";
import { API_ROOT, type Endpoint, endpoints } from "@makima/protocol/http";
import { keyShape } from "@makima/protocol/keys";
import { questionShape } from "@makima/protocol/questions";
import { supervisorShape } from "@makima/protocol/supervisors";
import { checkpointShape, messageShape, outputShape, taskShape, toolCallShape } from "@makima/protocol/tasks";
import { eventShape, findingShape } from "@makima/protocol/timeline";
import { z } from "zod";

/** Errors that any endpoint may answer with, beside its own. */
const COMMON = [
  "UNAUTHORIZED",
  "SCOPE",
  "WRONG_TOKEN_KIND",
  "UNKNOWN_HOST",
  "RATE_LIMITED",
  "INTERNAL",
] as const;
const OF_WRITES = [
  "VALIDATION",
  "BAD_JSON",
  "TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "IDEMPOTENCY_MISMATCH",
] as const;

type Json = Record<string, unknown>;

export function openApi(): Json {
  const paths: Record<string, Json> = {};
  const hoisted = new Map<string, unknown>();
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const path = `${API_ROOT}${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint, hoisted) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "makima",
      version: "1",
      description: "A durable control plane for AI coding agents.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
      schemas: { Error: schemaOf(errorBody, "output"), ...Object.fromEntries(hoisted) },
    },
  };
}

/** Shapes that many answers hold: each stands in the document once. */
const named = z.registry<{ id: string }>();
for (const [id, shape] of Object.entries({
  Contract: contractShape,
  Supervisor: supervisorShape,
  Task: taskShape,
  Message: messageShape,
  Output: outputShape,
  Checkpoint: checkpointShape,
  ToolCall: toolCallShape,
  Question: questionShape,
  Daemon: daemonShape,
  Key: keyShape,
  Event: eventShape,
  Finding: findingShape,
})) {
  named.add(shape, { id });
}

function operationOf(operationId: string, endpoint: Endpoint, hoisted: Map<string, unknown>): Json {
  const isWrite = endpoint.method !== "GET";
  const body = schemaOf(endpoint.body, "input");
  const hasBody = Object.keys(body["properties"] ?? {}).length > 0 || body["anyOf"] !== undefined;
  return {
    operationId,
    summary: endpoint.summary,
    "x-scope": endpoint.scope,
    parameters: [
      ...parametersOf(endpoint.params, "path"),
      ...parametersOf(endpoint.query, "query"),
      ...(isWrite ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(hasBody ? { requestBody: { required: true, content: jsonOf(body) } } : {}),
    responses: {
      [endpoint.status]: {
        description: "done",
        content: jsonOf(schemaOf(endpoint.answer, "output", hoisted)),
      },
      ...refusalsOf([...COMMON, ...(isWrite ? OF_WRITES : []), ...endpoint.errors]),
    },
  };
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A write that is sent again with the same key has one effect and one answer.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function parametersOf(schema: z.ZodType, place: "path" | "query"): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function refusalsOf(codes: readonly ErrorCode[]): Record<string, Json> {
  const byStatus = Map.groupBy(new Set(codes), (code) => ERRORS[code].status);
  const statuses = [...byStatus].toSorted(([a], [b]) => a - b);
  return Object.fromEntries(
    statuses.map(([status, ofStatus]) => [
      String(status),
      { description: ofStatus.join(", "), content: jsonOf({ $ref: "#/components/schemas/Error" }) },
    ]),
  );
}

const jsonOf = (schema: Json): Json => ({ "application/json": { schema } });

function schemaOf(schema: z.ZodType, io: "input" | "output", hoisted?: Map<string, unknown>): Json {
  const options = { io, unrepresentable: "any", metadata: named } as const;
  const { $schema: _, $defs = {}, ...rest } = inComponents(z.toJSONSchema(schema, options));
  for (const [id, shape] of Object.entries($defs)) hoisted?.set(id, shape);
  return rest;
}

/** The same with references to where the document keeps its shapes. */
function inComponents(schema: Json): Json & { $defs?: Json } {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Json;
}
