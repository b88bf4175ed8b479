// A run's output on its way to being stored: up to the limit at once, in numbered pieces; behind it when its source ends.
import type { SentOutput } from "@makima/protocol/mesh";
import { cutPieces } from "./cut-pieces.ts";
import { OutputLimit, type OutputSource } from "./output-limit.ts";
import { sanitiseText } from "./sanitise-text.ts";

const longestPiece = 64 * 1024;

export class OutputPieces {
  readonly #limit: OutputLimit;
  readonly #append: (piece: SentOutput) => Promise<void>;
  #count = 0;

  /** `append` resolves when there is room for more. */
  constructor(leftBytes: number, append: (piece: SentOutput) => Promise<void>) {
    this.#limit = new OutputLimit(leftBytes);
    this.#append = append;
  }

  async take(source: OutputSource, text: string): Promise<void> {
    await this.#store(source, this.#limit.admit(source, sanitiseText(text)));
  }

  /** The source shows nothing any more: what was kept back of it is stored. */
  async end(source: OutputSource): Promise<void> {
    const { sentence, tail } = this.#limit.end(source);
    await this.#store(source, sentence);
    await this.#store(source, tail);
  }

  /** The same for all sources. */
  async endAll(): Promise<void> {
    for (const source of this.#limit.open) await this.end(source);
  }

  async #store(source: OutputSource, text: string): Promise<void> {
    for (const piece of cutPieces(text, longestPiece)) {
      this.#count += 1;
      await this.#append({ ...source, source: this.#count, text: piece });
    }
  }
}
