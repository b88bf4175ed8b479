// A thread of Codex as the daemon's session: its turns, and the results that are put into it before them.
import { sleep } from "../../ports/clock.ts";
import {
  type AgentOptions,
  type AgentSession,
  type SteeringMessage,
  type TurnEnd,
  TurnFailed,
  type TurnWords,
} from "../driver.ts";
import type { PastResult } from "../past.ts";
import { type Connection, RequestRefused } from "./connection.ts";
import { faultOf } from "./fault-of.ts";
import { missingResults } from "./mend-items.ts";
import type { CodexTurn } from "./read-event.ts";
import { readRollout } from "./read-rollout.ts";
import type { RestoredThread } from "./restore-thread.ts";
import { ThreadFile } from "./thread-file.ts";
import type { RunningTurn, TurnNews } from "./turn-news.ts";

export interface ThreadParts {
  readonly options: AgentOptions;
  readonly connection: Connection;
  readonly news: TurnNews;
  readonly restored: RestoredThread;
}

const interruptPauseMs = 50;

export class Thread implements AgentSession {
  readonly sessionId: string;
  readonly rung: RestoredThread["rung"];
  readonly rungReason?: string;
  readonly isAsleep = false;
  readonly capabilities = { canLoad: true, canInjectResult: true, canSteer: true };
  readonly unreadInstructions: readonly string[];
  readonly #connection: Connection;
  readonly #news: TurnNews;
  readonly #file: ThreadFile;

  constructor({ options, connection, news, restored }: ThreadParts) {
    this.sessionId = restored.threadId;
    this.rung = restored.rung;
    if (restored.refusals.length > 0) this.rungReason = restored.refusals.join(" ");
    this.unreadInstructions = options.trustRepository === true ? [] : ["AGENTS.md"];
    this.#connection = connection;
    this.#news = news;
    this.#file = new ThreadFile(options, restored);
    news.threadId = restored.threadId;
  }

  async prompt({ text, injection }: TurnWords): Promise<TurnEnd> {
    if (injection !== null) await this.#bringResults(injection.results);
    const words = injection === null ? text : injection.text;
    const turn = this.#beginTurn();
    const end = await this.#run(turn, words).finally(() => turn.started.resolve(null));
    const usage = await this.#news.endTurn();
    if (end.status === "failed") throw this.#failureOf(end, turn);
    return { stopReason: end.status === "interrupted" ? "cancelled" : "end_turn", usage };
  }

  /** Tried until the turn is over: Codex refuses in the moment before the turn has its work. */
  async cancel(): Promise<void> {
    const { turn } = this.#news;
    const turnId = (await turn?.started.promise) ?? null;
    while (turnId !== null && this.#news.turn === turn) {
      if (await this.#interrupt(turnId)) return;
      await sleep(interruptPauseMs);
    }
  }

  /** Throws `TurnFailed` when no turn runs that could take it. */
  async steer({ messageId, text }: SteeringMessage): Promise<void> {
    const { turn } = this.#news;
    const expectedTurnId = (await turn?.started.promise) ?? null;
    if (expectedTurnId === null) throw new TurnFailed("no turn runs");
    const message = { clientUserMessageId: messageId, input: inputOf(text) };
    const steering = { threadId: this.sessionId, expectedTurnId, ...message };
    await this.#connection.request("turn/steer", steering).catch(asTurnFailure);
  }

  async #interrupt(turnId: string): Promise<boolean> {
    try {
      await this.#connection.request("turn/interrupt", { threadId: this.sessionId, turnId });
      return true;
    } catch (error) {
      if (error instanceof RequestRefused) return false;
      throw error;
    }
  }

  #beginTurn(): RunningTurn {
    const turn: RunningTurn = {
      started: Promise.withResolvers<string | null>(),
      ended: Promise.withResolvers<CodexTurn>(),
      retried: null,
      onHeard: () => this.#file.note({ isHeard: true }),
      onItem: () => this.#file.tell(),
    };
    this.#news.turn = turn;
    return turn;
  }

  /** Without words the agent goes on by itself, with what its conversation then holds. */
  async #run(turn: RunningTurn, words: string | null): Promise<CodexTurn> {
    await this.#file.note({ isHeard: false });
    const input = words === null ? [] : inputOf(words);
    await this.#connection.request("turn/start", { threadId: this.sessionId, input }).catch(asTurnFailure);
    const end = await Promise.race([turn.ended.promise, this.#connection.ended()]);
    await this.#file.tell();
    return end;
  }

  #failureOf({ error }: CodexTurn, { retried }: RunningTurn): TurnFailed {
    if (error == null) return new TurnFailed("Codex ended its turn without saying why");
    const words = [error.message, error.additionalDetails].filter(Boolean).join(": ");
    return new TurnFailed(words, { fault: faultOf(error, { retried, limits: this.#news.limits }) });
  }

  async #bringResults(results: readonly PastResult[]): Promise<void> {
    const { items } = readRollout(await this.#file.readAll());
    const missing = missingResults(items, results);
    if (missing.length === 0) return;
    const given = { threadId: this.sessionId, items: missing };
    await this.#connection.request("thread/inject_items", given).catch(asTurnFailure);
  }
}

const inputOf = (text: string): object[] => [{ type: "text", text, text_elements: [] }];

function asTurnFailure(error: unknown): never {
  if (error instanceof RequestRefused) throw new TurnFailed(error.message, { cause: error });
  throw error;
}
