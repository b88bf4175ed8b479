// One turn of Claude: what is known of it while it runs, and how its result ends it.
import { AgentFailed, type TurnEnd, TurnFailed } from "../driver.ts";
import { readFault } from "./read-fault.ts";
import type { AssistantFrame, ResultFrame, SaidLine } from "./read-frame.ts";

type Outcome = "over" | "asleep" | "goes on";

export class ClaudeTurn {
  readonly #end = Promise.withResolvers<TurnEnd["stopReason"] | Error>();
  /** Messages that were given to it and that it has not read yet. */
  readonly #unread = new Map<string, SaidLine>();
  /** What Claude said instead of an answer, when its provider refused. */
  #told: AssistantFrame | null = null;
  isCancelled = false;

  /** Throws `TurnFailed` or `AgentFailed`. */
  async end(): Promise<TurnEnd["stopReason"]> {
    const end = await this.#end.promise;
    if (end instanceof Error) throw end;
    return end;
  }

  steer(message: SaidLine): void {
    this.#unread.set(message.uuid, message);
  }

  /** Gives the message that Claude has read just now, if it is one of those. */
  takeLifecycle(messageId: string, state: string): SaidLine | null {
    const message = this.#unread.get(messageId);
    if (message === undefined || state === "queued") return null;
    this.#unread.delete(messageId);
    return state === "started" || state === "completed" ? message : null;
  }

  takeMessage(frame: AssistantFrame): void {
    this.#told = frame.is_api_error_message === true ? frame : null;
  }

  takeResult(result: ResultFrame, limit: unknown): Outcome {
    const reason = result.terminal_reason ?? "";
    if (this.isCancelled || reason.startsWith("aborted")) this.#end.resolve("cancelled");
    else if (reason === "tool_deferred") {
      this.#end.resolve("end_turn");
      return "asleep";
    } else if (result.is_error) this.#end.resolve(failureOf({ result, told: this.#told, limit }));
    // A message that came too late for this answer begins the next one at once.
    else if (this.#unread.size > 0) return "goes on";
    else this.#end.resolve(readStopReason(result));
    return "over";
  }

  /** Its program is gone. */
  fail(): void {
    this.#end.resolve(new AgentFailed("the agent's program ended"));
  }
}

function failureOf(failure: Parameters<typeof readFault>[0]): TurnFailed {
  const { result, errors } = failure.result;
  const words = [result, ...(errors ?? [])].filter((text) => text != null && text !== "").join("\n");
  return new TurnFailed(words === "" ? "Claude ended its turn with an error" : words, {
    fault: readFault(failure),
  });
}

function readStopReason({ stop_reason: reason, terminal_reason: end }: ResultFrame): TurnEnd["stopReason"] {
  if (end === "max_turns") return "max_turn_requests";
  return reason === "max_tokens" || reason === "refusal" ? reason : "end_turn";
}
