// The person's own repository, which every simulated machine sees: its branches, and each move of them.
import type { Evidence } from "../history/evidence.ts";
import { nameOf } from "./object-name.ts";

export class PersonRepository {
  readonly refs = new Map<string, string>();
  /** all that any of its branches has ever pointed to */
  readonly commits = new Set<string>([nameOf("the base")]);
  readonly moves: Evidence["refMoves"] = [];
  /** by result of a task: the commit that brought it into its contract's branch */
  readonly #merged = new Map<string, string>();

  /** A result that the branch holds already brings nothing new: the branch stays where it stands. */
  merge(merge: { ref: string; result: string; mergeId: string }): string {
    const { ref, result, mergeId } = merge;
    const standing = this.refs.get(ref);
    if (standing !== undefined && this.#merged.has(result)) return standing;
    const commit = nameOf(mergeId);
    this.#merged.set(result, commit);
    this.point(ref, commit);
    return commit;
  }

  point(ref: string, to: string): void {
    const from = this.refs.get(ref) ?? NOTHING;
    if (from === to) return;
    this.refs.set(ref, to);
    this.commits.add(to);
    this.moves.push({ ref, from, to });
  }
}

const NOTHING = "0".repeat(40);
