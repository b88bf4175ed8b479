// say, think, recall and print to messages: text that streams to the client in pieces.
import { sleep } from "../ports/clock.ts";
import { interpolateText } from "../script/interpolate-values.ts";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";

export async function say(step: StepOf<"say">, context: StepContext): Promise<StepOutcome> {
  const text = interpolateText(step.say, context.session.variables);
  context.note({ type: "effect", kind: "say", text });
  await streamText({ pieces: splitText(text), chunkMs: step.chunkMs, as: "agent_message_chunk", context });
  return remembered(text, context);
}

export async function think(step: StepOf<"think">, context: StepContext): Promise<StepOutcome> {
  const text = interpolateText(step.think, context.session.variables);
  context.note({ type: "effect", kind: "think", text });
  await streamText({ pieces: splitText(text), chunkMs: step.chunkMs, as: "agent_thought_chunk", context });
  return { kind: "done", value: text };
}

/** Says what the agent remembers, so that a test can prove which history reached it. */
export async function recall(_step: StepOf<"recall">, context: StepContext): Promise<StepOutcome> {
  const messages = context.session.history.filter((entry) => entry.kind === "message");
  const text = `RECALL ${JSON.stringify(messages.map(({ role, text }) => ({ role, text })))}`;
  context.note({ type: "effect", kind: "say", text });
  await streamText({ pieces: [text], chunkMs: 0, as: "agent_message_chunk", context });
  return remembered(text, context);
}

/** Streams pieces of one message. */
export async function streamText({
  pieces,
  chunkMs,
  as: sessionUpdate,
  context,
}: {
  pieces: Iterable<string>;
  chunkMs: number;
  as: "agent_message_chunk" | "agent_thought_chunk";
  context: StepContext;
}): Promise<void> {
  for (const text of pieces) {
    context.signal.throwIfAborted();
    await context.send({
      sessionUpdate,
      messageId: context.toolCallId,
      content: { type: "text", text },
    });
    if (chunkMs > 0) await sleep(chunkMs, context.signal);
  }
}

function remembered(text: string, context: StepContext): StepOutcome {
  context.session.history.push({ kind: "message", role: "assistant", text });
  return { kind: "done", value: text };
}

/** Three words at a time, blanks kept, as a model streams. */
function splitText(text: string): string[] {
  return text.match(/(?:\S*\s*){1,3}/g)?.filter((piece) => piece !== "") ?? [];
}
