// An agent that only prints: an ACP program whose tool prints so many lines a second, each with its number and the moment at which it was printed.
import { createInterface } from "node:readline";
import { sleep, wallMs } from "../ports/clock.ts";

const [linesPerSecond = 0] = process.argv.slice(2).map(Number);
const TICK_MS = 50;

type Asked = { id?: number; method?: string; params?: { sessionId?: string } };

const send = (message: object): boolean =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

let isOver = false;

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line) as Asked;
  if (method === "session/cancel") isOver = true;
  else if (method === "session/prompt")
    print(params?.sessionId ?? "").then(
      () => send({ id, result: { stopReason: "cancelled" } }),
      (error: unknown) => send({ id, error: { code: -32603, message: String(error) } }),
    );
  else if (method === "session/new") send({ id, result: { sessionId: "printing" } });
  else if (method === "initialize")
    send({
      id,
      result: {
        protocolVersion: 1,
        agentCapabilities: { loadSession: false, mcpCapabilities: { http: true } },
        authMethods: [],
      },
    });
  else if (id !== undefined && method !== undefined)
    send({ id, error: { code: -32601, message: "no such method" } });
}

/** What an update holds is what is printed anew. A pipe that is full holds it up, as it would any program. */
async function print(sessionId: string): Promise<void> {
  const toolCallId = "print";
  const tell = (update: object): boolean => send({ method: "session/update", params: { sessionId, update } });
  tell({
    sessionUpdate: "tool_call",
    toolCallId,
    title: "print",
    kind: "execute",
    status: "in_progress",
    rawInput: {},
  });
  const began = wallMs();
  for (let printed = 0; !isOver; ) {
    await sleep(TICK_MS);
    const due = Math.floor(((wallMs() - began) * linesPerSecond) / 1_000);
    const lines: string[] = [];
    for (; printed < due && lines.length < linesPerSecond; printed += 1)
      lines.push(`${printed + 1} ${wallMs().toFixed(1)} `.padEnd(63, "="));
    if (lines.length === 0) continue;
    const content = [{ type: "content", content: { type: "text", text: `${lines.join("\n")}\n` } }];
    if (!tell({ sessionUpdate: "tool_call_update", toolCallId, content }))
      await new Promise((resolve) => {
        process.stdout.once("drain", resolve);
      });
  }
  tell({ sessionUpdate: "tool_call_update", toolCallId, status: "completed" });
}
