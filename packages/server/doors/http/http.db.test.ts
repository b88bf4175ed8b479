// Who may call what: every endpoint of the table against every kind of caller, and every way in which a request may be foreign or broken.
import { joinAnswer } from "@makima/protocol/daemons";
import { ERRORS, type ErrorCode, errorBody } from "@makima/protocol/errors";
import { API_ROOT, type Endpoint, type EndpointName, endpoints } from "@makima/protocol/http";
import { createTestDatabase } from "@makima/testkit/database";
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { type RawAnswer, sendRaw } from "@makima/testkit/ports/send-raw";
import { type PlantedRows, plantContract } from "@makima/testkit/rows";
import { startServer, type TestServer } from "@makima/testkit/server";
import { createTestWorld } from "@makima/testkit/world";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { handlers } from "./handlers.ts";

type Sent = { method?: string; headers?: Record<string, string>; body?: string | Buffer };

let server: TestServer;
let other: PlantedRows & { keyId: string; apiKey: string };
let readKey: string;

const names = Object.keys(handlers) as (keyof typeof handlers)[];
const JSON_TYPE = { "content-type": "application/json" };
const UNKNOWN_ID = "01900000-0000-7000-8000-000000000000";

beforeAll(async () => {
  const database = await createTestDatabase();
  server = await startServer({ database });
  const stranger = await createTestWorld({}, database);
  const rows = await plantContract(database, stranger.world.ids, stranger.principal);
  other = { ...rows, keyId: stranger.principal.keyId, apiKey: stranger.apiKey };
  readKey = (await server.client.createKey({ name: "reader", scope: "read" })).key;
});

describe("every endpoint", () => {
  test.each(names)("%s refuses a caller without a token", async (name) => {
    expect(told(await call(name, {}))).toEqual(refusal("UNAUTHORIZED"));
    expect(told(await call(name, { authorization: "Bearer mk_key_unknown" }))).toEqual(
      refusal("UNAUTHORIZED"),
    );
  });

  test.each(names)("%s refuses the tokens of daemons and agents", async (name) => {
    expect(told(await call(name, { authorization: "Bearer mk_join_x" }))).toEqual(
      refusal("WRONG_TOKEN_KIND"),
    );
    expect(told(await call(name, { "x-api-key": "mk_run_x" }))).toEqual(refusal("WRONG_TOKEN_KIND"));
  });

  test.each(names)("%s knows what a read key may do", async (name) => {
    const answer = await call(name, { authorization: `Bearer ${readKey}` });
    const isOpen = endpoints[name].scope === "read" && [200, 201, 404, 409].includes(answer.status);
    expect(isOpen ? refusal("SCOPE") : told(answer)).toEqual(refusal("SCOPE"));
  });

  test.each(names.filter((name) => endpoints[name].path.includes("{id}")))(
    "%s does not know another owner's id",
    async (name) => {
      const theirs = await call(name, { authorization: `Bearer ${server.apiKey}` });
      const nobodys = await call(name, { authorization: `Bearer ${server.apiKey}` }, UNKNOWN_ID);
      expect([theirs.status, nobodys.status]).toEqual([404, 404]);
      expect(codeOf(theirs)).toBe(codeOf(nobodys));
    },
  );
});

test("the one call of a joining daemon takes a join token and nothing else", async () => {
  const { token } = await server.client.createJoinToken({});
  const { publicKey } = newDaemonKey();
  const join = (authorization: string, body: object = { name: "machine", publicKey }) =>
    send(`${API_ROOT}/mesh/join`, {
      method: "POST",
      headers: { ...JSON_TYPE, authorization },
      body: JSON.stringify(body),
    });
  for (const key of [server.apiKey, readKey, "mk_run_x"]) {
    expect(told(await join(`Bearer ${key}`))).toEqual(refusal("WRONG_TOKEN_KIND"));
  }
  expect(told(await join(""))).toEqual(refusal("UNAUTHORIZED"));
  expect(fieldsOf(await join(`Bearer ${token}`, { name: "machine", publicKey, ownerId: 1 }))).toEqual([
    "ownerId",
  ]);
  const joined = await join(`Bearer ${token}`);
  expect(joined.status).toBe(200);
  const { daemonId } = joinAnswer.parse(JSON.parse(joined.body));
  expect((await server.client.listDaemons({})).items.map(({ id }) => id)).toEqual([daemonId]);
});

describe("a page in a browser", () => {
  const paths = ["/", "/health", "/openapi.json", "/metrics", `${API_ROOT}/keys`, "/nothing"];

  test.each(paths)("cannot reach %s by another host name", async (path) => {
    for (const host of ["evil.example", `evil.example:${portOf()}`, "127.0.0.1", "localhost:1"]) {
      expect(told(await send(path, { headers: { host } }))).toEqual(refusal("UNKNOWN_HOST"));
    }
  });

  test.each(paths)("cannot reach %s from another origin", async (path) => {
    for (const origin of ["https://evil.example", "null", "http://localhost:1", "file://"]) {
      expect(told(await send(path, { headers: { origin } }))).toEqual(refusal("FOREIGN_ORIGIN"));
    }
  });

  test("is served at each of the machine's own names", async () => {
    for (const host of ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"]) {
      const at = `${host}:${portOf()}`;
      const answer = await send("/health", { headers: { host: at, origin: `http://${at.toLowerCase()}` } });
      expect(answer.status).toBe(200);
    }
  });

  test.each([
    { host: "evil.example" },
    { origin: "https://evil.example" },
    { authorization: "" },
    { authorization: "Bearer mk_run_x" },
  ])("opens no socket with %o", async (headers) => {
    const upgrade = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    };
    const good = { ...upgrade, authorization: `Bearer ${server.apiKey}` };
    expect((await send(`${API_ROOT}/stream`, { headers: good })).status).toBe(101);
    const refused = await send(`${API_ROOT}/stream`, { headers: { ...good, ...headers } });
    expect([401, 403, 421]).toContain(refused.status);
  });

  test("gets headers that forbid everything", async () => {
    for (const path of ["/", `${API_ROOT}/keys`, "/nothing"]) {
      const { headers } = await send(path);
      expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["access-control-allow-origin"]).toBeUndefined();
    }
  });
});

describe("a broken request", () => {
  test("is told what is wrong with it", async () => {
    const post = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
      send(`${API_ROOT}/keys`, { method: "POST", body, headers: { ...auth(), ...headers } });
    expect(told(await post("{"))).toEqual(refusal("BAD_JSON"));
    expect(told(await post('{"__proto__":{"scope":"owner"},"name":"x"}'))).toEqual(refusal("BAD_JSON"));
    expect(told(await post("name=x", { "content-type": "text/plain" }))).toEqual(
      refusal("UNSUPPORTED_MEDIA_TYPE"),
    );
    expect(told(await post("name=x", { "content-type": "application/x-www-form-urlencoded" }))).toEqual(
      refusal("UNSUPPORTED_MEDIA_TYPE"),
    );
    expect(told(await post(Buffer.alloc(1_600_000, "x")))).toEqual(refusal("TOO_LARGE"));
    expect(told(await post("[]"))).toEqual(refusal("VALIDATION"));
    expect(told(await send("/api/v1/nothing"))).toEqual(refusal("NOT_FOUND"));
    expect(told(await send("/health%"))).toEqual(refusal("VALIDATION"));
    const wrongMethod = await send(`${API_ROOT}/keys`, { method: "PATCH" });
    expect(told(wrongMethod)).toEqual(refusal("METHOD_NOT_ALLOWED"));
    expect(wrongMethod.headers["allow"]).toBe("GET, POST");
    expect(told(await send(`${API_ROOT}/keys?limit=0`, { headers: auth() }))).toEqual(refusal("VALIDATION"));
    expect(told(await send(`${API_ROOT}/keys?cursor=x`, { headers: auth() }))).toEqual(
      refusal("INVALID_CURSOR"),
    );
  });

  test("names each field that is wrong, unknown ones too", async () => {
    const goals = ["", "x".repeat(1_000_000)];
    for (const goal of goals) {
      const body = JSON.stringify({
        goal,
        owner_id: 1,
        repository: { path: "/x", url: "y" },
        supervisorAgent: "a",
      });
      const answer = await send(`${API_ROOT}/contracts`, {
        method: "POST",
        headers: { ...auth(), ...JSON_TYPE },
        body,
      });
      expect(told(answer)).toEqual(refusal("VALIDATION"));
      expect(new Set(fieldsOf(answer))).toEqual(new Set(["goal", "owner_id", "repository"]));
    }
  });
});

test("a revoked key is refused at once", async () => {
  const { id, key } = await server.client.createKey({ name: "short" });
  const ask = () => send(`${API_ROOT}/keys`, { headers: { "x-api-key": key } });
  expect((await ask()).status).toBe(200);
  await server.client.revokeKey({ id });
  expect(told(await ask())).toEqual(refusal("UNAUTHORIZED"));
});

/** Calls an endpoint with ids of another owner and a body that is well formed. */
function call(name: EndpointName, headers: Record<string, string>, id = idFor(name)): Promise<RawAnswer> {
  const endpoint: Endpoint = endpoints[name];
  const hasBody = endpoint.method === "POST" || endpoint.method === "PATCH";
  return send(
    `${API_ROOT}${endpoint.path.replace("{id}", id).replace("{cid}", UNKNOWN_ID)}${QUERIES[name] ?? ""}`,
    {
      method: endpoint.method,
      headers: { ...headers, ...(hasBody ? JSON_TYPE : {}) },
      ...(hasBody ? { body: JSON.stringify(BODIES[name] ?? {}) } : {}),
    },
  );
}

const QUERIES: Partial<Record<EndpointName, string>> = { search: "?q=word", readCodeFile: "?place=0" };

const BODIES: Partial<Record<EndpointName, object>> = {
  createContract: { goal: "g", repository: { path: "/nowhere" }, supervisorAgent: "none" },
  patchContract: { name: "theirs" },
  changePhase: { phase: "execute" },
  createTask: { contractId: UNKNOWN_ID, name: "n", plan: "p" },
  patchTask: { name: "theirs" },
  messageTask: { text: "hello" },
  forkTask: { forkFromType: "checkpoint", forkFromValue: "1", newTaskName: "n" },
  branchFromTask: { fromType: "checkpoint", fromValue: "1", branchName: "n" },
  branchFromCheckpoint: { branchName: "n" },
  tryCommand: { command: "true" },
  resumeFromCheckpoint: { taskName: "n", plan: "p" },
  answerQuestion: { response: "mine" },
  createKey: { name: "n" },
  addRule: { effect: "allow", tool: "t", contractId: UNKNOWN_ID },
};

function idFor(name: EndpointName): string {
  const { path } = endpoints[name];
  if (path.startsWith("/contracts")) return other.contractId;
  if (path.startsWith("/mesh/tasks")) return other.taskId;
  if (path.startsWith("/mesh/questions")) return other.questionId;
  return path.startsWith("/keys") ? other.keyId : UNKNOWN_ID;
}

const send = (path: string, sent: Sent = {}): Promise<RawAnswer> => sendRaw(`${server.url}${path}`, sent);
const auth = (): Record<string, string> => ({ authorization: `Bearer ${server.apiKey}` });
const portOf = (): string => new URL(server.url).port;
const codeOf = ({ body }: RawAnswer): string => errorBody.parse(JSON.parse(body)).code;

/** What an answer says of a refusal, and what it has to say for a code. */
function told({ status, headers, body }: RawAnswer): object {
  const { code, mend, requestId } = errorBody.parse(JSON.parse(body));
  return { status, code, mend, isNamed: headers["x-request-id"] === requestId };
}

const refusal = (code: ErrorCode): object => ({ ...ERRORS[code], code, isNamed: true });

const faults = z.object({
  details: z.object({ fields: z.array(z.object({ field: z.string(), message: z.string() })) }),
});
const fieldsOf = ({ body }: RawAnswer): string[] =>
  faults.parse(JSON.parse(body)).details.fields.map(({ field }) => field);
