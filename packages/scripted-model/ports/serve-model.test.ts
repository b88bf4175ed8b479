// The server on a real socket: each wire's stream and document, faults that go away, and what breaks off.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ModelRequest, type ModelServer, serveModel } from "./serve-model.ts";

let server: ModelServer;
let requests: ModelRequest[];
beforeEach(async () => {
  requests = [];
  server = await serveModel({ onRequest: (request) => requests.push(request) });
});
afterEach(() => server.close());

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body) });

const prompt = (steps: string): string => `\`\`\`makima-script\nsteps:\n${steps}\n\`\`\`\n`;
const STEPS =
  "  - think: hm\n  - say: hello there, this is more than one piece\n  - tool: Bash\n    args: { command: ls }";

const anthropic = (text: string, stream = true) =>
  post("/v1/messages?beta=true", {
    model: "m",
    stream,
    tools: [{ name: "Bash" }],
    messages: [{ role: "user", content: text }],
  });

const WIRES = {
  anthropic,
  responses: (text: string, stream = true) =>
    post("/v1/responses", {
      model: "m",
      stream,
      tools: [{ type: "namespace", name: "mine", tools: [{ type: "function", name: "Bash" }] }],
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text }] }],
    }),
  "chat-completions": (text: string, stream = true) =>
    post("/v1/chat/completions", {
      model: "m",
      stream,
      tools: [{ type: "function", function: { name: "Bash" } }],
      messages: [{ role: "user", content: text }],
    }),
  gemini: (text: string, stream = true) =>
    post(`/v1beta/models/m:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`, {
      tools: [{ functionDeclarations: [{ name: "Bash" }] }],
      contents: [{ role: "user", parts: [{ text }] }],
    }),
};

test.each(Object.keys(WIRES) as (keyof typeof WIRES)[])(
  "%s answers as a stream and as a document",
  async (wire) => {
    const streamed = await WIRES[wire](prompt(STEPS));
    expect(streamed.headers.get("content-type")).toBe("text/event-stream");
    const stream = await streamed.text();
    for (const words of ["hm", "Bash"]) expect(stream).toContain(words);
    expect(stream.match(/^data: /gm)?.length).toBeGreaterThan(3);

    const whole = JSON.stringify(await (await WIRES[wire](prompt(STEPS), false)).json());
    expect(whole).toContain("hello there, this is more than one piece");
    expect(whole).toContain("Bash");
    expect(requests.map((request) => request.wire)).toEqual([wire, wire]);
    expect(requests[0]?.conversation.items).toEqual([{ kind: "user", text: prompt(STEPS) }]);
  },
);

test("a tool of a namespace is called with its namespace", async () => {
  expect(await (await WIRES.responses(prompt(STEPS), false)).json()).toMatchObject({
    output: [
      {},
      {},
      { type: "function_call", name: "Bash", namespace: "mine", arguments: '{"command":"ls"}' },
    ],
  });
});

test("an error goes away after as many tries as the script says", async () => {
  const text = prompt(
    "  - fault: { kind: refusal, reason: rate_limited, retryAfterS: 2 }\n    times: 2\n  - say: hi",
  );
  const tries = [await anthropic(text), await anthropic(text), await anthropic(text)];
  expect(tries.map(({ status }) => status)).toEqual([429, 429, 200]);
  expect(tries[0]?.headers.get("retry-after")).toBe("2");
  expect(requests.map(({ outcome }) => outcome.kind)).toEqual(["fault", "fault", "answer"]);
});

test.each([
  ["refused_key", [401, 401, 401, 400]],
  ["overloaded", [529, 503, 503, 503]],
  ["context_too_long", [400, 400, 400, 400]],
  ["no_such_model", [404, 404, 404, 404]],
  ["quota_exceeded", [400, 429, 429, 429]],
] as const)("every wire words %s in its provider's way", async (reason, statuses) => {
  server.breakDown({ kind: "refusal", reason });
  const answers = await Promise.all(Object.values(WIRES).map((ask) => ask(prompt(STEPS))));
  expect(answers.map(({ status }) => status)).toEqual(statuses);
  for (const answer of answers) expect(await answer.json()).toMatchObject({ error: { message: /./ } });
});

test("a stream that is dropped breaks off behind what it has said", async () => {
  const text = prompt(
    "  - fault: { kind: drop, afterChars: 20 }\n  - say: the first piece of it, and then a second one",
  );
  const broken = await anthropic(text);
  let seen = "";
  await expect(async () => {
    for await (const chunk of broken.body ?? []) seen += Buffer.from(chunk).toString();
  }).rejects.toThrow();
  expect(seen).toContain("the first piece of it");
  expect(seen).not.toContain("second one");
  expect(await (await anthropic(text)).text()).toContain("message_stop");
});

test("what agents ask beside their conversations is answered", async () => {
  expect(await (await post("/v1/messages/count_tokens", { messages: [] })).json()).toMatchObject({
    input_tokens: 4,
  });
  expect((await fetch(`${server.url}/v1/models`)).status).toBe(200);
  expect((await fetch(server.url, { method: "HEAD" })).status).toBe(200);
  expect((await post("/v1/nothing", {})).status).toBe(404);
  expect(requests).toEqual([]);
});
