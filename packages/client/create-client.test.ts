// The client against a real server: requests, retries, refusals, operations, pages.
import { describe, expect, test } from "vitest";
import { ApiError, type Client, createClient, ServerUnreachable } from "./client.ts";
import { type ServerScript, startScriptedServer } from "./ports/scripted-server.ts";

const id = "01890000-0000-7000-8000-000000000001";

async function meet(script: ServerScript, options: { patienceMs?: number; checkAnswers?: boolean } = {}) {
  const server = await startScriptedServer(script);
  const client = createClient({ url: `${server.url}/`, apiKey: "key", ...options });
  return { server, client, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe("a request", () => {
  test("carries parameters in the path, the rest as the query of a read", async () => {
    await using met = await meet({ answer: () => ({ status: 200, body: { items: [], nextCursor: null } }) });
    await met.client.getTimeline({ contractId: id, type: ["task", "question.asked"], limit: 5 });
    await met.client.getOutput({ id, limit: 7 });
    expect(met.server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /api/v1/timeline?contractId=${id}&type=task&type=question.asked&limit=5`,
      `GET /api/v1/mesh/tasks/${id}/output?limit=7`,
    ]);
    expect(met.server.requests[0]?.headers).toMatchObject({ authorization: "Bearer key" });
    expect(met.server.requests[0]?.headers["idempotency-key"]).toBeUndefined();
  });

  test("carries the rest as the body of a write, with a key of its own", async () => {
    await using met = await meet({ answer: () => ({ status: 200, body: {} }) });
    await met.client.answerQuestion({ id, choices: ["yes"] });
    await met.client.answerQuestion({ id, choices: ["yes"] });
    await met.client.revokeKey({ id }, { idempotencyKey: "mine" });
    const [first, second, third] = met.server.requests;
    expect(first).toMatchObject({ method: "POST", body: '{"choices":["yes"]}' });
    expect(first?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.headers["idempotency-key"]).not.toBe(first?.headers["idempotency-key"]);
    expect(third).toMatchObject({ method: "DELETE", body: "", headers: { "idempotency-key": "mine" } });
  });
});

describe("a retry", () => {
  test("sends the same bytes with the same key after a broken connection and a 503", async () => {
    await using met = await meet({
      answer: (_request, place) => (place === 0 ? "cut" : { status: place === 1 ? 503 : 201, body: {} }),
    });
    await met.client.createKey({ name: "script" });
    const { requests } = met.server;
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(new Set(requests.map(({ body }) => body))).toEqual(new Set(['{"name":"script"}']));
  });

  test("ends with the server's own answer when its patience is over", async () => {
    const body = { code: "DB_UNAVAILABLE", message: "away", requestId: "r1" };
    await using met = await meet({ answer: () => ({ status: 503, body }) }, { patienceMs: 120 });
    expect(await caught(met.client.listKeys())).toMatchObject({ code: "DB_UNAVAILABLE", status: 503 });
    expect(met.server.requests.length).toBeGreaterThan(1);
  });

  test("is not made for a refusal", async () => {
    const body = { code: "NOT_FOUND", message: "no contract", requestId: "r1" };
    await using met = await meet({ answer: () => ({ status: 404, body }) });
    const error = await caught(met.client.getContract({ id }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "NOT_FOUND", status: 404, mend: "check the id", requestId: "r1" });
    expect(met.server.requests).toHaveLength(1);
  });

  test("is given up by the caller's signal", async () => {
    await using met = await meet({ answer: () => ({ status: 503, body: {} }) }, { patienceMs: 60_000 });
    const reason = new Error("enough");
    const call = caught(met.client.listKeys({}, { signal: AbortSignal.any([AbortSignal.timeout(100)]) }));
    expect(await call).toMatchObject({ name: "TimeoutError" });
    expect(await caught(met.client.listKeys({}, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});

test("a server that is not there is told by its address", async () => {
  const { url } = await startScriptedServer({}).then(async (server) => {
    await server[Symbol.asyncDispose]();
    return server;
  });
  const error = await caught(createClient({ url, apiKey: "key", patienceMs: 60 }).listKeys());
  expect(error).toBeInstanceOf(ServerUnreachable);
  expect(error).toMatchObject({ url, code: "SERVER_UNREACHABLE" });
});

test("an answer of something else than makima is told as such", async () => {
  await using met = await meet({ answer: () => ({ status: 404, body: "<html>" }) });
  expect(await caught(met.client.listKeys())).toMatchObject({ code: "NOT_MAKIMA" });
});

describe("an operation", () => {
  const operation = (status: string, result: unknown) => ({
    status: 200,
    body: { id, status, result, createdAt: "2026-01-01T00:00:00Z", finishedAt: null },
  });
  const merge = (last: ReturnType<typeof operation>): ServerScript => ({
    answer: ({ method }, place) => {
      if (method === "POST") return { status: 202, body: { operationId: id } };
      return place === 1 ? operation("pending", null) : last;
    },
  });

  test("is followed to its result", async () => {
    await using met = await meet(merge(operation("done", { merged: true, commit: "abc" })));
    expect(await met.client.mergeTask({ id })).toEqual({ merged: true, commit: "abc" });
    expect(met.server.requests.map(({ path }) => path)).toContain(`/api/v1/operations/${id}`);
  });

  test("that failed is an error with its code", async () => {
    await using met = await meet(merge(operation("failed", { code: "NO_RESULT", message: "no checkpoint" })));
    expect(await caught(met.client.mergeTask({ id }))).toMatchObject({ code: "NO_RESULT", status: 409 });
  });
});

test("pages are walked to the last, one request a page", async () => {
  await using met = await meet({
    answer: (_request, place) => ({
      status: 200,
      body: {
        items: [{ id: place * 2 }, { id: place * 2 + 1 }],
        nextCursor: place === 2 ? null : `c${place}`,
      },
    }),
  });
  expect(await idsOf(met.client)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(met.server.requests.map(({ path }) => path.split("?")[1])).toEqual([
    "limit=2",
    "limit=2&cursor=c0",
    "limit=2&cursor=c1",
  ]);
});

async function idsOf(client: Client): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const key of client.pages(client.listKeys, { limit: 2 })) found.push(key.id);
  return found;
}

test("answers are checked against their schema where that is wished", async () => {
  const script: ServerScript = { answer: () => ({ status: 200, body: { items: [{}], nextCursor: null } }) };
  await using checked = await meet(script, { checkAnswers: true });
  expect(await caught(checked.client.listKeys())).toMatchObject({ name: "ZodError" });
  await using trusting = await meet(script);
  expect(await caught(trusting.client.listKeys())).toBeNull();
});
