// A session of Claude: its turns, and its sleep between them while it waits for a person or for tasks.
import { wallTime } from "../../ports/clock.ts";
import { randomId } from "../../ports/randomness.ts";
import {
  type AgentOptions,
  type AgentSession,
  type SteeringMessage,
  type TurnEnd,
  TurnFailed,
  type TurnWords,
} from "../driver.ts";
import type { Rung } from "../past.ts";
import { type ClaudeProcess, startClaude } from "./claude-process.ts";
import { ClaudeTurn } from "./claude-turn.ts";
import type { Frame, SaidLine } from "./read-frame.ts";
import { takesAll } from "./transcript/continue-transcript.ts";
import { type Entry, isMessage } from "./transcript/entry.ts";
import { KeptConversation } from "./transcript/kept-conversation.ts";
import type { MendedTranscript } from "./transcript/mend-transcript.ts";
import type { TranscriptFolder } from "./transcript/transcript-folder.ts";
import { Translator } from "./translate-frame.ts";
import { UsageMeter } from "./usage-meter.ts";

/** What a session begins with. */
export interface Beginning {
  readonly rung: Rung;
  readonly session: string;
  readonly transcript: MendedTranscript;
  /** Lines of it that nobody keeps yet. */
  readonly untold: readonly Entry[];
}

interface SessionParts {
  readonly folder: TranscriptFolder;
  readonly beginning: Beginning;
  /** Sentences: why it begins with nothing better. */
  readonly refusals: readonly string[];
}

export class ClaudeSession implements AgentSession {
  readonly capabilities = { canLoad: true, canInjectResult: true, canSteer: true };
  readonly sessionId: string;
  readonly rung: Rung;
  readonly rungReason?: string;
  readonly repairs: readonly string[];
  readonly unreadInstructions: readonly string[];
  readonly #options: AgentOptions;
  readonly #conversation: KeptConversation;
  #process: ClaudeProcess | null = null;
  #turn: ClaudeTurn | null = null;
  #meter = new UsageMeter([]);
  #limit: unknown = null;
  #isAsleep = false;

  constructor(options: AgentOptions, { folder, beginning, refusals }: SessionParts) {
    this.#options = options;
    this.sessionId = beginning.session;
    this.rung = beginning.rung;
    if (refusals.length > 0) this.rungReason = refusals.join(" ");
    this.repairs = beginning.transcript.problems.map(({ sentence }) => sentence);
    this.unreadInstructions =
      options.trustRepository === true ? [] : ["CLAUDE.md", ".claude/CLAUDE.md", "AGENTS.md"];
    this.#conversation = new KeptConversation({
      ...beginning,
      folder,
      onTranscript: options.onTranscript,
    });
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** Starts Claude with what the session begins with. Throws `AgentFailed` when Claude does not take it. */
  async begin(): Promise<void> {
    const { results } = this.#options.past;
    const transcript = await this.#conversation.read();
    const { entries, line } = this.#conversation.goOn(transcript, { results, text: null });
    if (results.length > 0 && takesAll(transcript, results)) {
      // It shows that it takes the transcript. With the first turn it starts again, and then goes on by itself with the results.
      this.#isAsleep = true;
      await this.#tryOut(entries);
    } else {
      this.#conversation.hold(line);
      await this.#start(entries, { goesOn: false });
    }
  }

  async prompt(words: TurnWords): Promise<TurnEnd> {
    const turn = new ClaudeTurn();
    this.#turn = turn;
    try {
      if (this.#process === null) await this.#wake(turn, words);
      else await this.#say(words.text);
      const stopReason = await turn.end();
      // Until its program is gone it writes its transcript.
      if (this.#isAsleep) await this.#process?.end();
      return { stopReason, usage: this.#meter.endTurn() };
    } finally {
      this.#turn = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.#turn === null) return;
    this.#turn.isCancelled = true;
    await this.#process?.channel.ask({ subtype: "interrupt", cancel_queued: true });
  }

  /** Throws `TurnFailed` when no turn runs that could hear it. */
  async steer({ messageId, text }: SteeringMessage): Promise<void> {
    if (this.#turn === null || this.#process === null)
      throw new TurnFailed("no turn runs that could hear it");
    const line = lineOf({ uuid: messageId, text });
    this.#turn.steer(line);
    this.#process.channel.send(asSpoken(line));
  }

  async #say(text: string): Promise<void> {
    const line = lineOf({ uuid: randomId(), text });
    await this.#conversation.note(line);
    this.#process?.channel.send(asSpoken(line));
  }

  async #wake(turn: ClaudeTurn, { text, injection }: TurnWords): Promise<void> {
    const transcript = await this.#conversation.read();
    const isTaken = injection !== null && takesAll(transcript, injection.results);
    // An agent that had its results before and has spoken since does not go on without a word.
    const isItsTurn =
      transcript.openCalls.length > 0 || transcript.entries.findLast(isMessage)?.type === "user";
    const { entries, line } = this.#conversation.goOn(transcript, {
      results: isTaken ? injection.results : [],
      text: isTaken ? (injection.text ?? (isItsTurn ? null : "Go on.")) : text,
    });
    this.#conversation.hold(line);
    await this.#start(entries, { goesOn: true });
    if (turn.isCancelled) await this.cancel();
  }

  async #start(entries: readonly Entry[], { goesOn }: { goesOn: boolean }): Promise<void> {
    const transcript = await this.#conversation.write(entries);
    const translator = new Translator();
    this.#meter = new UsageMeter(entries);
    try {
      this.#process = await startClaude(this.#options, {
        transcript,
        goesOn,
        take: (frame) => this.#take(frame, translator),
        onPending: (callId, answer) => this.#conversation.notePending(callId, answer),
        onOver: () => this.#leave(),
      });
    } catch (error) {
      await this.#conversation.drop();
      throw error;
    }
    this.#isAsleep = false;
    await this.#conversation.settle();
  }

  async #tryOut(entries: readonly Entry[]): Promise<void> {
    const transcript = await this.#conversation.write(entries);
    const nothing = async (): Promise<void> => undefined;
    try {
      const tried = { transcript, goesOn: false, take: nothing, onPending: () => undefined, onOver: nothing };
      await (await startClaude(this.#options, tried)).end();
    } finally {
      await this.#conversation.drop();
    }
  }

  async #take(frame: Frame, translator: Translator): Promise<void> {
    if (frame.kind === "mirror") await this.#conversation.tell(frame.entries);
    if (frame.kind === "limit") this.#limit = frame.info;
    if (frame.kind === "partial" && frame.event.type === "message_start")
      this.#meter.takeRequest(frame.event);
    if (frame.kind === "assistant") this.#turn?.takeMessage(frame.frame);
    if (frame.kind === "lifecycle") await this.#hear(this.#turn?.takeLifecycle(frame.messageId, frame.state));
    if (frame.kind === "assistant" || frame.kind === "user") await this.#conversation.note(frame.line);
    for (const event of translator.take(frame)) await this.#options.onEvent(event);
    if (frame.kind !== "result") return;
    this.#meter.takeResult(frame.result);
    if (this.#turn?.takeResult(frame.result, this.#limit) === "asleep") this.#isAsleep = true;
  }

  /** Only now: a message that Claude never read is no part of its conversation. */
  async #hear(line: SaidLine | null = null): Promise<void> {
    if (line === null) return;
    await this.#conversation.note(line);
    await this.#options.onEvent({ kind: "heard", messageId: line.uuid });
  }

  /** The program is gone. One that is followed by another was gone before that one came. */
  async #leave(): Promise<void> {
    this.#process = null;
    try {
      await this.#conversation.tellUnwritten();
    } finally {
      if (!this.#isAsleep) this.#turn?.fail();
    }
  }
}

const lineOf = ({ uuid, text }: { uuid: string; text: string }): SaidLine => ({
  type: "user",
  message: { role: "user", content: text },
  uuid,
  timestamp: wallTime(),
});

/** What it says is never a command of Claude's own, whatever it begins with. */
const asSpoken = ({ timestamp: _, ...message }: SaidLine) => ({
  ...message,
  parent_tool_use_id: null,
  session_id: "",
  client_composed: true,
});
