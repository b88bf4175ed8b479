// A session of Claude: its turns, and its sleep between them while it waits for a person or for tasks.
import { wallTime } from "../../ports/clock.ts";
import { randomId } from "../../ports/randomness.ts";
import { type AgentOptions, type AgentSession, type TurnEnd, TurnFailed, type TurnWords } from "../driver.ts";
import type { PastResult, Rung } from "../past.ts";
import { type ClaudeProcess, startClaude } from "./claude-process.ts";
import { ClaudeTurn } from "./claude-turn.ts";
import type { Frame } from "./read-frame.ts";
import { continueTranscript, takesAll } from "./transcript/continue-transcript.ts";
import { type Entry, isMessage } from "./transcript/entry.ts";
import { type MendedTranscript, mendTranscript } from "./transcript/mend-transcript.ts";
import type { TranscriptFolder } from "./transcript/transcript-folder.ts";
import { TranscriptTeller } from "./transcript/transcript-teller.ts";
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

export class ClaudeSession implements AgentSession {
  readonly capabilities = { canLoad: true, canInjectResult: true, canSteer: true };
  readonly sessionId: string;
  readonly rung: Rung;
  readonly #options: AgentOptions;
  readonly #folder: TranscriptFolder;
  readonly #teller: TranscriptTeller;
  /** What calls that wait were answered meanwhile, by their ids. */
  readonly #pending = new Map<string, string>();
  #process: ClaudeProcess | null = null;
  /** What it wakes with; null: its file as it stands then. */
  #kept: MendedTranscript | null = null;
  #turn: ClaudeTurn | null = null;
  #meter = new UsageMeter([]);
  #limit: unknown = null;
  #isAsleep = false;

  constructor(options: AgentOptions, folder: TranscriptFolder, beginning: Beginning) {
    this.#options = options;
    this.#folder = folder;
    this.sessionId = beginning.session;
    this.rung = beginning.rung;
    const { onTranscript } = options;
    this.#teller = new TranscriptTeller({ session: beginning.session, folder, onTranscript });
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** Starts Claude with what the session begins with. Throws `AgentFailed` when Claude does not take it. */
  async begin({ transcript, untold }: Beginning): Promise<void> {
    const { results } = this.#options.past;
    this.#teller.hold(untold);
    const closing = this.#compose(transcript, { results, text: null });
    if (results.length > 0 && takesAll(transcript, results)) {
      // It shows that it takes the transcript. With the first turn it starts again, then it goes on by itself with the results.
      this.#isAsleep = true;
      this.#kept = transcript;
      await this.#tryOut(withLine(transcript, closing));
    } else {
      this.#teller.hold(closing === null ? [] : [closing]);
      await this.#start(withLine(transcript, closing), { goesOn: false });
    }
  }

  async prompt(words: TurnWords): Promise<TurnEnd> {
    const turn = new ClaudeTurn();
    this.#turn = turn;
    try {
      if (this.#process === null) await this.#wake(turn, words);
      else this.#say(words.text);
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
  async steer(text: string): Promise<void> {
    if (this.#turn === null || this.#process === null)
      throw new TurnFailed("no turn runs that could hear it");
    this.#turn.steer(this.#say(text));
  }

  /** The id of the message. What it says is never a command of Claude's own, whatever it begins with. */
  #say(text: string): string {
    const uuid = randomId();
    this.#process?.channel.send({
      type: "user",
      message: { role: "user", content: text },
      parent_tool_use_id: null,
      session_id: "",
      uuid,
      client_composed: true,
    });
    return uuid;
  }

  async #wake(turn: ClaudeTurn, { text, injection }: TurnWords): Promise<void> {
    const transcript = this.#kept ?? mendTranscript((await this.#folder.read(this.sessionId))?.lines ?? []);
    const isTaken = injection !== null && takesAll(transcript, injection.results);
    // An agent that had its results before and has spoken since does not go on without a word.
    const last = transcript.openCalls.length > 0 ? "user" : transcript.entries.findLast(isMessage)?.type;
    const line = this.#compose(transcript, {
      results: isTaken ? injection.results : [],
      text: isTaken ? (injection.text ?? (last === "user" ? null : "Go on.")) : text,
    });
    this.#teller.hold(line === null ? [] : [line]);
    this.#pending.clear();
    await this.#start(withLine(transcript, line), { goesOn: true });
    if (turn.isCancelled) await this.cancel();
  }

  #compose(
    transcript: MendedTranscript,
    { results, text }: { results: readonly PastResult[]; text: string | null },
  ): Entry | null {
    return continueTranscript(transcript, {
      uuid: randomId(),
      timestamp: wallTime(),
      session: this.sessionId,
      pending: this.#pending,
      results,
      text,
    });
  }

  async #start(entries: readonly Entry[], { goesOn }: { goesOn: boolean }): Promise<void> {
    const transcript = await this.#folder.write(this.sessionId, entries);
    const translator = new Translator();
    this.#meter = new UsageMeter(entries);
    try {
      this.#process = await startClaude(this.#options, {
        transcript,
        goesOn,
        take: (frame) => this.#take(frame, translator),
        onPending: (callId, answer) => void this.#pending.set(callId, answer),
        onOver: () => this.#leave(),
      });
      this.#kept = null;
      this.#isAsleep = false;
    } catch (error) {
      this.#teller.forget();
      await this.#folder.dropNewest();
      throw error;
    }
    await this.#teller.tell();
    await this.#folder.dropOlder();
  }

  async #tryOut(entries: readonly Entry[]): Promise<void> {
    const transcript = await this.#folder.write(this.sessionId, entries);
    try {
      const tried = await startClaude(this.#options, {
        transcript,
        goesOn: false,
        take: async () => undefined,
        onPending: () => undefined,
        onOver: () => undefined,
      });
      await tried.end();
    } finally {
      await this.#folder.dropNewest();
    }
  }

  async #take(frame: Frame, translator: Translator): Promise<void> {
    if (frame.kind === "mirror") await this.#teller.tell(frame.entries);
    if (frame.kind === "limit") this.#limit = frame.info;
    if (frame.kind === "partial" && frame.event.type === "message_start")
      this.#meter.takeRequest(frame.event);
    if (frame.kind === "assistant") this.#turn?.takeMessage(frame.frame);
    if (frame.kind === "lifecycle") this.#turn?.takeLifecycle(frame.messageId, frame.state);
    for (const event of translator.take(frame)) await this.#options.onEvent(event);
    if (frame.kind !== "result") return;
    this.#meter.takeResult(frame.result);
    if (this.#turn?.takeResult(frame.result, this.#limit) === "asleep") this.#isAsleep = true;
  }

  /** The program is gone. One that is followed by another was gone before that one came. */
  #leave(): void {
    this.#process = null;
    if (!this.#isAsleep) this.#turn?.fail();
  }
}

const withLine = ({ entries }: MendedTranscript, line: Entry | null): readonly Entry[] =>
  line === null ? entries : [...entries, line];
