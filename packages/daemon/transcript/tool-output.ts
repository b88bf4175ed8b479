// What a tool has shown so far, told by agents as a whole or as a window; gives what is new in it.

/** Text that is kept of a call, for its result message. */
const keptLength = 64 * 1024;
/** A shown text that is longer than this is compared by its length alone. */
const comparedLength = 1024 * 1024;

export class ToolOutput {
  #shown = "";
  #shownLength = 0;
  #head = "";
  #length = 0;

  /** The part of `text` that was not shown before. */
  show(text: string): string {
    const grown = text.length >= this.#shownLength && text.startsWith(this.#shown);
    const fresh = grown ? text.slice(this.#shownLength) : text;
    this.#shown = text.length > comparedLength ? "" : text;
    this.#shownLength = text.length;
    this.#length += fresh.length;
    if (this.#head.length <= keptLength) this.#head += fresh.slice(0, keptLength + 1 - this.#head.length);
    return fresh;
  }

  /** All that was shown, or its beginning and a sentence about the rest. */
  get summary(): string {
    if (this.#length <= keptLength) return this.#head;
    const cut = this.#length - keptLength;
    return `${this.#head.slice(0, keptLength)}\n[cut: ${cut} more characters, shown as output]`;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }
}
