// Where a command prints: text for people, or JSON for programs, never both.
import { type Cell, formatTable } from "./format-table.ts";
import { paint } from "./paint.ts";

export type OutputOptions = { json: boolean; quiet: boolean };

/** `quiet` is what remains under --quiet: an id, or nothing. */
type Shown = { human: () => readonly string[]; quiet?: string };

export type Output = {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** True when a person watches, so that lines may be drawn again. */
  readonly isLive: boolean;
  /** Infinity in a pipe. */
  readonly columns: number;
  /** One JSON document on a line under --json, else lines for people. */
  show: (value: unknown, shown: Shown) => void;
  /** Lines for people alone. */
  lines: (...lines: readonly string[]) => void;
  /** What to do next; not under --quiet. */
  hints: (...hints: readonly string[]) => void;
  /** Text as it is, without a line end. */
  raw: (text: string) => void;
  table: (table: { head: readonly string[]; rows: readonly (readonly Cell[])[] }) => readonly string[];
};

export function openOutput({ json, quiet }: OutputOptions): Output {
  const { stdout } = process;
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0) stdout.write(`${lines.join("\n")}\n`);
  };
  const columns = (): number => (stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY);
  return {
    isJson: json,
    isQuiet: quiet,
    isLive: stdout.isTTY && !json && !quiet,
    get columns() {
      return columns();
    },
    show(value, { human, quiet: rest }) {
      if (json) write([JSON.stringify(value)]);
      else if (quiet) write(rest === undefined ? [] : [rest]);
      else write(human());
    },
    lines(...lines) {
      if (!json && !quiet) write(lines);
    },
    hints(...hints) {
      if (!json && !quiet)
        write(hints.map((hint) => paint.dim(`→ ${hint.replace(/^makima /, "npx makima ")}`)));
    },
    raw: (text) => {
      stdout.write(text);
    },
    table: ({ head, rows }) => formatTable({ head, rows, paintHead: paint.dim, columns: columns() }),
  };
}
