// Reads what the server keeps of a task's past, page by page, for an agent whose own session will not do.
import { pastMessagesPage, type RunRef, transcriptPage } from "@makima/protocol/mesh";
import type { PastMaterials, PastTranscript } from "../agents/past.ts";
import type { RunParts } from "./run-parts.ts";

type Asking = { readonly ref: RunRef; readonly signal: AbortSignal };
type Server = Pick<RunParts, "requestPast" | "requestPage">;

/** Throws `PastRefused` when the run is over. */
export async function readPast(server: Server, asking: Asking): Promise<PastMaterials> {
  const [text, messages, transcript] = await Promise.all([
    server.requestPast(asking.ref, asking.signal),
    readMessages(server, asking),
    readTranscript(server, asking),
  ]);
  return { text, messages, transcript };
}

async function readMessages(server: Server, { ref, signal }: Asking): Promise<PastMaterials["messages"]> {
  const messages: PastMaterials["messages"][number][] = [];
  for (let fromIndex: number | null = 0; fromIndex !== null; ) {
    const page = pastMessagesPage.parse(
      await server.requestPage({ kind: "past_messages", ...ref, fromIndex }, signal),
    );
    messages.push(...page.messages);
    fromIndex = page.nextIndex;
  }
  return messages;
}

/** Null also where a line of it was too long to be kept. */
async function readTranscript(server: Server, { ref, signal }: Asking): Promise<PastTranscript | null> {
  const lines: string[] = [];
  const redacted: number[] = [];
  for (let after = null; ; ) {
    const page = transcriptPage
      .nullable()
      .parse(await server.requestPage({ kind: "past_transcript", ...ref, after }, signal));
    if (page === null) return null;
    for (const { line, isRedacted } of page.lines) {
      if (line === null) return null;
      if (isRedacted) redacted.push(lines.length);
      lines.push(line);
    }
    if (page.next === null) return { session: page.session, lines, redacted };
    after = page.next;
  }
}
