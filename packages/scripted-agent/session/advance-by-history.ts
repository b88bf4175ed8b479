// Finds the place in the script from a conversation that is told again, when the agent lost its own memory.
import { type PastCall, type PastItem } from "../news/parse-news.ts";
import { readPending, settlePending } from "../news/settle-pending.ts";
import { interpolateText, isBound } from "../script/interpolate-values.ts";
import { findStep, type Script } from "../script/script.ts";
import type { Step } from "../script/step.ts";
import { parseValue } from "../tools/read-reply.ts";
import { decideJump } from "../verbs/decide-jump.ts";
import { completeStep, type Session, scriptOf, stepKey } from "./session.ts";

interface Walk {
  session: Session;
  script: Script;
  past: PastItem[];
  /** The past up to here has been matched. */
  cursor: number;
}

const mostSteps = 10_000;
const ownCallId = /^step-(\d+-\d+)-/;

/**
 * Goes through the script from the session's place as the run that is told did, as long as the past proves it:
 *
 * - a step that reports a tool call is done when a call with the id `step-<place>-<pass>-…` is completed;
 * - `say` is done when its text is in an assistant message before the next such call;
 * - any step is done when a later call is in the past, for a script has one order;
 * - `endTurn` is done when a prompt followed; `if` and `goto` are decided again, on the results in the past;
 * - a `once` step that is next counts as done; of the others, those that leave no trace are made again.
 *
 * A call that answered "pending" is done when a later prompt in the past brought its result; else the
 * session waits for it.
 */
export function advanceByHistory(session: Session, past: PastItem[]): void {
  rememberMessages(session, past);
  const walk: Walk = { session, script: scriptOf(session), past, cursor: firstUnknown(session, past) };
  let proven = snapshot(session);
  for (let count = 0; count < mostSteps; count++) {
    const step = walk.script.steps[session.position];
    if (step === undefined) break;
    const proof = passStep(step, walk);
    if (proof === "stop") return; // The place is here, and what is known of it is set.
    if (proof === "not_proven") break;
    if (proof === "proven") proven = snapshot(session);
  }
  Object.assign(session, proven);
}

/** The messages come before the prompt that told them, which is the newest entry. */
function rememberMessages(session: Session, past: PastItem[]): void {
  const prompt = session.history.pop();
  for (const item of past) {
    if (item.kind !== "message") continue;
    const role = item.role === "assistant" ? "assistant" : "user";
    session.history.push({ kind: "message", role, text: item.text });
  }
  if (prompt !== undefined) session.history.push(prompt);
}

function snapshot({ position, passes, variables, pending, started }: Session): Partial<Session> {
  return structuredClone({ position, passes, variables, pending, started });
}

type Proof = "proven" | "silent" | "not_proven" | "stop";

function passStep(step: Step, walk: Walk): Proof {
  const { session, script } = walk;
  if (isReported(step)) return passCall(step, walk);
  if (step.verb === "if" || step.verb === "goto") {
    const jump = decideJump(step, session);
    const to = jump.kind === "jump" ? jump.to : undefined;
    completeStep(session, { step, next: to === undefined ? undefined : findStep(script, to) });
    return "silent";
  }
  if (step.verb === "say") return passSay(step, walk);
  if (step.verb === "endTurn") return passEndTurn(step, walk);
  completeStep(session, { step });
  return "once" in step && step.once ? "proven" : "silent";
}

function isReported(step: Step): boolean {
  if (step.verb === "print") return step.to === "tool";
  return ["tool", "write", "edit", "run", "permission"].includes(step.verb);
}

function passCall(step: Step, walk: Walk): Proof {
  const { session, past } = walk;
  const prefix = `step-${stepKey(session)}-`;
  const index = past.findLastIndex((item) => item.kind === "tool_call" && item.toolCallId.startsWith(prefix));
  const call = past[index];
  if (call === undefined || call.kind !== "tool_call") {
    // Its own record may have been cut from a long conversation.
    if (nextCallIndex(walk) === past.length) return "not_proven";
    completeStep(session, { step });
    return "proven";
  }
  walk.cursor = Math.max(walk.cursor, index + 1);
  if (call.status !== "completed") return passUnfinished(step, walk);
  return takeResult({ step, walk, call });
}

/** A failed call whose failure the script provides for is over; any other one is made again. */
function passUnfinished(step: Step, walk: Walk): Proof {
  const { session, script } = walk;
  if (nextCallIndex(walk) === walk.past.length) {
    session.started = stepKey(session);
    return "stop";
  }
  const { onError } = step;
  const next = onError === undefined || onError === "continue" ? undefined : findStep(script, onError);
  completeStep(session, { step, next });
  return "proven";
}

function takeResult({ step, walk, call }: { step: Step; walk: Walk; call: PastCall }): Proof {
  const { session, past } = walk;
  const output = parseValue(call.output);
  const pending = readPending(output, readArgs(call.input));
  if (pending === null) {
    completeStep(session, { step, value: output });
    return "proven";
  }
  let open = pending;
  for (const item of past.slice(walk.cursor)) {
    if (item.kind !== "message" || item.role === "assistant") continue;
    const settlement = settlePending(open, item.text);
    if (settlement.kind === "waiting") open = settlement.pending;
    if (settlement.kind !== "settled") continue;
    completeStep(session, { step, value: settlement.value });
    return "proven";
  }
  session.pending = open;
  return "stop";
}

function readArgs(input: unknown): Record<string, unknown> {
  const value = parseValue(input);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function passSay(step: Extract<Step, { verb: "say" }>, walk: Walk): Proof {
  const { session, past } = walk;
  const end = nextCallIndex(walk);
  // What a lost result would have filled in cannot be compared; the live step then says what is missing.
  const known = isBound(step.say, session.variables);
  const text = known ? interpolateText(step.say, session.variables).trim() : null;
  const found = past.findIndex((item, index) => {
    if (index < walk.cursor || index >= end) return false;
    return item.kind === "message" && item.role === "assistant" && text !== null && item.text.includes(text);
  });
  if (found === -1 && end === past.length) return "not_proven";
  // The client may have joined two messages into one: the next text may be in this one too.
  walk.cursor = Math.max(walk.cursor, found);
  completeStep(session, text === null ? { step } : { step, value: text });
  return "proven";
}

function passEndTurn(step: Step, walk: Walk): Proof {
  const prompt = walk.past.findIndex((item, index) => {
    return index >= walk.cursor && item.kind === "message" && item.role === "user";
  });
  if (prompt === -1 && nextCallIndex(walk) === walk.past.length) return "not_proven";
  walk.cursor = Math.max(walk.cursor, prompt + 1);
  completeStep(walk.session, { step });
  return "proven";
}

/** Where the first call of a step that is not passed yet stands; the length of the past when there is none. */
function nextCallIndex({ session, past }: Walk): number {
  const index = past.findIndex((item) => {
    const key = keyOfCall(item);
    return key !== null && key !== stepKey(session) && !isPassed(session, key);
  });
  return index === -1 ? past.length : index;
}

/** A loaded session may be told again what it knows: matching begins behind that. */
function firstUnknown(session: Session, past: PastItem[]): number {
  return (
    1 +
    past.findLastIndex((item) => {
      const key = keyOfCall(item);
      return key !== null && isPassed(session, key);
    })
  );
}

function keyOfCall(item: PastItem): string | null {
  return item.kind === "tool_call" ? (ownCallId.exec(item.toolCallId)?.[1] ?? null) : null;
}

function isPassed(session: Session, key: string): boolean {
  const [place = "", pass] = key.split("-");
  return Number(pass) <= (session.passes[place] ?? 0);
}
