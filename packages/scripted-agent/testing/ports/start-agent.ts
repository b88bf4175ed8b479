// Starts the agent as a client would: a child process, spoken to over ACP alone.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import * as acp from "@agentclientprotocol/sdk";

const main = join(import.meta.dirname, "..", "..", "main.ts");

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export interface AgentOptions {
  flags?: string[];
  permission?: (request: acp.RequestPermissionRequest) => Promise<acp.RequestPermissionResponse>;
}

/** A folder that the caller's `using` removes. */
export function makeFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "scripted-agent-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** The running agent; `await using` kills it. */
export class RunningAgent {
  readonly updates: acp.SessionUpdate[] = [];
  readonly child: Child;
  readonly ended: Promise<{ exitCode: number | null; signal: string | null }>;
  stderr = "";
  /** Every byte of standard output that was no JSON. */
  garbage = "";
  capabilities: acp.AgentCapabilities | undefined;
  readonly #connection: acp.ClientConnection;

  constructor({ flags = [], permission }: AgentOptions) {
    this.child = spawn(process.execPath, [main, ...flags], { stdio: ["pipe", "pipe", "pipe"] });
    this.ended = new Promise((resolve) => {
      this.child.on("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    const lines = Readable.toWeb(this.child.stdout) as ReadableStream<Uint8Array>;
    const stream = acp.ndJsonStream(Writable.toWeb(this.child.stdin), this.#withoutGarbage(lines));
    const app = acp.client({ name: "test" }).onNotification("session/update", ({ params }) => {
      this.updates.push(params.update);
    });
    if (permission !== undefined) {
      app.onRequest("session/request_permission", ({ params }) => permission(params));
    }
    this.#connection = app.connect(stream);
  }

  request<Answer>(method: string, params: unknown): Promise<Answer> {
    return this.#connection.agent.request<Answer>(method, params);
  }

  async newSession(cwd: string, mcpServers: acp.McpServer[] = []): Promise<string> {
    const answer = await this.request<acp.NewSessionResponse>("session/new", { cwd, mcpServers });
    return answer.sessionId;
  }

  async prompt(sessionId: string, text: string): Promise<acp.StopReason> {
    const prompt = [{ type: "text", text }];
    return (await this.request<acp.PromptResponse>("session/prompt", { sessionId, prompt })).stopReason;
  }

  async cancel(sessionId: string): Promise<void> {
    await this.#connection.agent.notify("session/cancel", { sessionId });
  }

  /** Everything that was said since the start, or since `updates` was emptied. */
  said(kind: "agent_message_chunk" | "user_message_chunk" | "agent_thought_chunk"): string {
    return this.updates
      .map((update) =>
        update.sessionUpdate === kind && update.content.type === "text" ? update.content.text : "",
      )
      .join("");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
    await this.#connection.closed;
  }

  #withoutGarbage(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    let rest = "";
    const decoder = new TextDecoder();
    const filter = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          if (line.startsWith("{")) controller.enqueue(new TextEncoder().encode(`${line}\n`));
          else this.garbage += `${line}\n`;
        }
      },
    });
    return stream.pipeThrough(filter);
  }
}

export async function startAgent(options: AgentOptions = {}): Promise<RunningAgent> {
  const agent = new RunningAgent(options);
  const answer = await agent.request<acp.InitializeResponse>("initialize", {
    protocolVersion: acp.PROTOCOL_VERSION,
    clientCapabilities: {},
  });
  agent.capabilities = answer.agentCapabilities;
  return agent;
}

/** A prompt that brings a script of these steps. */
export function scriptPrompt(steps: unknown[], text = "Do this."): string {
  return `${text}\n\n\`\`\`makima-script\n${JSON.stringify({ steps }, null, 1)}\n\`\`\`\n`;
}

/** The blocks in which a client tells news, and the old conversation. */
export function jsonBlocks(...values: unknown[]): string {
  return values.map((value) => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`).join("\n");
}

export interface EvidenceLine {
  atMs: number;
  pid: number;
  type: string;
  kind: string;
  sessionId: string;
  step?: string;
  [detail: string]: unknown;
}

export function readEvidence(file: string): EvidenceLine[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as EvidenceLine);
}
