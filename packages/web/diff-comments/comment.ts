// A comment on lines of what a task changed.

type Side = "additions" | "deletions";

/** Line numbers as the file has them: after the change, or before it on the side of deletions. */
export type LineRange = { side: Side; start: number; end: number };

export type Comment = {
  id: string;
  path: string;
  range: LineRange;
  /** the lines as they stood when it was written */
  quoted: readonly string[];
  text: string;
};
