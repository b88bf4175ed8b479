// print: as much text as asked for, as a message, as a tool's output or on standard error.
import { once } from "node:events";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";
import { reportToolCall } from "./report-tool-call.ts";
import { streamText } from "./stream-text.ts";

type Amount = StepOf<"print">["print"];

const pieceSize = 65_536;
const lineLength = 64;

export async function printMuch(step: StepOf<"print">, context: StepContext): Promise<StepOutcome> {
  const amount = step.print;
  context.note({ type: "effect", kind: "print", to: step.to, ...amount });
  if (step.to === "tool") return printAsTool(amount, context);
  if (step.to === "stderr") await printToStderr(amount, context.signal);
  else await streamText({ pieces: makePieces(amount), chunkMs: 0, as: "agent_message_chunk", context });
  return { kind: "done" };
}

function printAsTool(amount: Amount, context: StepContext): Promise<StepOutcome> {
  const work = async () => {
    let bytes = 0;
    for (const text of makePieces(amount)) {
      context.signal.throwIfAborted();
      bytes += text.length;
      await context.send({
        sessionUpdate: "tool_call_update",
        toolCallId: context.toolCallId,
        status: "in_progress",
        content: [{ type: "content", content: { type: "text", text } }],
      });
    }
    return { bytes };
  };
  return reportToolCall({ title: "Print", name: "print", kind: "execute", input: amount, work }, context);
}

async function printToStderr(amount: Amount, signal: AbortSignal): Promise<void> {
  for (const text of makePieces(amount)) {
    signal.throwIfAborted();
    if (!process.stderr.write(text)) await once(process.stderr, "drain", { signal });
  }
}

/** Numbered lines of 64 bytes, in pieces of at most 64 KB; the last line of a number of bytes may be cut. */
function* makePieces(amount: Amount): Generator<string> {
  const total = "bytes" in amount ? amount.bytes : amount.lines * lineLength;
  for (let start = 0; start < total; start += pieceSize) {
    const size = Math.min(pieceSize, total - start);
    yield makeLines(start / lineLength, Math.ceil(size / lineLength)).slice(0, size);
  }
}

function makeLines(first: number, count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    return `line ${first + index + 1} `.padEnd(lineLength - 1, ".");
  });
  return lines.map((line) => `${line}\n`).join("");
}
