// What the agent knows of one conversation: its script, its place in it, its variables, what was said.
import type { ToolKind } from "@agentclientprotocol/sdk";
import type { Pending } from "../news/settle-pending.ts";
import type { Variables } from "../script/interpolate-values.ts";
import { parseScript, type Script } from "../script/script.ts";
import type { Step } from "../script/step.ts";

export type HistoryEntry =
  | { kind: "message"; role: "user" | "assistant"; text: string }
  | {
      kind: "tool_call";
      toolCallId: string;
      title: string;
      toolKind: ToolKind;
      status: "completed" | "failed";
      input: unknown;
      output: unknown;
    };

export interface Session {
  sessionId: string;
  cwd: string;
  /** The script's text; null until a prompt has brought one. */
  source: string | null;
  /** Place of the next step: all before it are completed. */
  position: number;
  /** How often each step has been completed, by its place. */
  passes: Record<string, number>;
  /** The step that had begun when the session was last kept; after a crash it is run again. */
  started: string | null;
  pending: Pending | null;
  variables: Variables;
  history: HistoryEntry[];
  mode: string;
}

export function createSession({ sessionId, cwd }: { sessionId: string; cwd: string }): Session {
  return {
    sessionId,
    cwd,
    source: null,
    position: 0,
    passes: {},
    started: null,
    pending: null,
    variables: {},
    history: [],
    mode: "default",
  };
}

/** Begins a script from its first step; variables of the script before it stay bound. */
export function adoptScript(session: Session, source: string): void {
  parseScript(source);
  session.source = source;
  session.position = 0;
  session.passes = {};
  session.started = null;
  session.pending = null;
}

export function scriptOf(session: Session): Script {
  return session.source === null ? { steps: [] } : parseScript(session.source);
}

/** Names one pass over one step, `<place>-<pass>`, the first pass being 1; the same after a restoration. */
export function stepKey(session: Session): string {
  return `${session.position}-${(session.passes[session.position] ?? 0) + 1}`;
}

/** Marks the step at the present place as done, binds its result, and moves on. */
export function completeStep(
  session: Session,
  { step, value, next }: { step: Step; value?: unknown; next?: number | undefined },
): void {
  if (step.as !== undefined && value !== undefined) session.variables[step.as] = value;
  session.passes[session.position] = (session.passes[session.position] ?? 0) + 1;
  session.position = next ?? session.position + 1;
  session.started = null;
  session.pending = null;
}
