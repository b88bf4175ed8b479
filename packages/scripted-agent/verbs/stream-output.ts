// Streams what a tool prints as the content of its tool call.
import type { StepContext } from "../turn/step-context.ts";

/**
 * ACP replaces a call's content with each update, so an update carries the output so far. A window that
 * would grow past this size is left, and the next one begins with the newest piece: every update either
 * extends the one before or is new output, and ten megabytes cost no more than ten.
 */
const windowSize = 65_536;

export interface OutputStream {
  write(text: string): void;
  /** Resolves when all that was written has been sent. */
  flush(): Promise<void>;
}

export function streamOutput(context: StepContext): OutputStream {
  let window = "";
  let sent = Promise.resolve();
  return {
    write(text) {
      window = window.length + text.length > windowSize ? text : window + text;
      const shown = window;
      sent = sent.then(() => sendWindow(shown, context));
    },
    flush: () => sent,
  };
}

async function sendWindow(text: string, context: StepContext): Promise<void> {
  await context.send({
    sessionUpdate: "tool_call_update",
    toolCallId: context.toolCallId,
    status: "in_progress",
    content: [{ type: "content", content: { type: "text", text } }],
  });
}
