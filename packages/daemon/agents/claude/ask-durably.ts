// Calls that may wait for days: made before Claude makes them, so that its turn can end and its program go while nobody has answered.
import { z } from "zod";
import type { AgentOptions } from "../driver.ts";
import { SERVER_NAME } from "./launch.ts";
import type { ControlRequest } from "./read-frame.ts";
import { showResult, WAITING_TOOLS } from "./transcript/continue-transcript.ts";
import { askUser, readUserQuestion } from "./user-question.ts";

const called = z.looseObject({
  input: z.looseObject({
    tool_name: z.string(),
    tool_input: z.unknown().optional(),
    tool_use_id: z.string(),
  }),
});
const pending = z.looseObject({ status: z.literal("pending") });

const prefix = `mcp__${SERVER_NAME}__`;
const HOOK = "makima-waits";

/** What Claude is told of at its start: before these calls it asks us. No answer is late: it waits for days if need be. */
export const waitingHooks = {
  PreToolUse: [
    {
      matcher: WAITING_TOOLS.join("|"),
      hookCallbackIds: [HOOK],
      timeout: 7 * 24 * 3600,
    },
  ],
};

/**
 * A call that is answered in time goes on, and joins this one by its key when Claude makes it. Else the turn ends; `onPending` hears what the call was
 * answered meanwhile.
 */
export async function askDurably(
  request: ControlRequest,
  {
    call,
    onPending,
  }: { call: AgentOptions["tools"]["call"]; onPending: (callId: string, answer: string) => void },
): Promise<object> {
  const read = called.safeParse(request);
  if (!read.success) return {};
  const { tool_name: name, tool_input: input, tool_use_id: callKey } = read.data.input;
  const defer = (result: unknown): object => {
    onPending(callKey, showResult({ result }));
    return decision({ permissionDecision: "defer" });
  };
  if (name === "AskUserQuestion") {
    const question = readUserQuestion(input);
    if (question === null)
      return decision({ permissionDecision: "deny", permissionDecisionReason: askedTooMuch });
    const answer = await askUser(question, { callKey, call });
    return answer.kind === "pending" ? defer(answer.result) : decision(answer.decision);
  }
  const { result } = await call({ callKey, tool: name.slice(prefix.length), input: input ?? {} });
  return pending.safeParse(result).success ? defer(result) : decision({ permissionDecision: "allow" });
}

const askedTooMuch = `Ask one question at a time, with the tool ${prefix}ask_question.`;

const decision = (how: object): object => ({ hookSpecificOutput: { hookEventName: "PreToolUse", ...how } });
