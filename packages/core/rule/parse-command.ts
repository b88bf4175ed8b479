// A shell line as the simple commands that it runs, so that a rule for one command can never allow another that hides behind it. Whatever the
// words do not tell (variables, substitutions, redirections, globs, background jobs) makes the line unreadable: then a person decides.

/** Each command as its words, in the order of the line; null where the line cannot be read so. */
export function parseCommand(line: string): string[][] | null {
  const reader = new LineReader(line.trim());
  while (!reader.isDone) if (!reader.step()) return null;
  return reader.end();
}

/** These do more than stand for themselves, wherever they are outside of quotes. */
const SPECIAL = new Set("<>`$(){}*?[]\\^&|;\r");
/** These do so in double quotes. */
const SPECIAL_IN_QUOTES = new Set("`$\\!");

class LineReader {
  readonly #line: string;
  readonly #commands: string[][] = [];
  #words: string[] = [];
  /** null: between two words; a pair of quotes alone is an empty word */
  #word: string | null = null;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  get isDone(): boolean {
    return this.#at >= this.#line.length;
  }

  /** False where the line cannot be read. */
  step(): boolean {
    const rest = this.#line.slice(this.#at, this.#at + 2);
    const [char = ""] = rest;
    if (rest === "&&" || rest === "||") return this.#endCommand(2);
    if (char === "|" || char === ";" || char === "\n") return this.#endCommand(1);
    if (char === " " || char === "\t") return this.#endWord();
    if (char === "'" || char === '"') return this.#takeQuoted(char);
    if (SPECIAL.has(char) || isControl(char)) return false;
    this.#word = (this.#word ?? "") + char;
    this.#at += 1;
    return true;
  }

  end(): string[][] | null {
    return this.#endCommand(0) ? this.#commands : null;
  }

  #endWord(): boolean {
    if (this.#word !== null) this.#words.push(this.#word);
    this.#word = null;
    this.#at += 1;
    return true;
  }

  #endCommand(length: number): boolean {
    this.#endWord();
    this.#at += length - 1;
    const [first] = this.#words;
    // A word like NAME=value before the command changes what the command is.
    if (first === undefined || /^\w+\+?=/.test(first)) return false;
    this.#commands.push(this.#words);
    this.#words = [];
    return true;
  }

  #takeQuoted(quote: string): boolean {
    const from = this.#at + 1;
    const to = this.#line.indexOf(quote, from);
    if (to < 0) return false;
    const text = this.#line.slice(from, to);
    if (quote === '"' && text.split("").some((char) => SPECIAL_IN_QUOTES.has(char))) return false;
    if (text.split("").some(isControl)) return false;
    this.#word = (this.#word ?? "") + text;
    this.#at = to + 1;
    return true;
  }
}

const isControl = (char: string): boolean => char < " " || char === "\u007F";
