// Draws what may happen to a worktree: edits of every kind that git can see, between checkpoints, rewinds, forks, removals and crashes.
import type { Edit, Entry } from "@makima/testkit/worktrees/plain-tree";
import type { WorktreeStep } from "@makima/testkit/worktrees/worktree-model";
import fc from "fast-check";

/** Few, so that files, folders and links come to stand in each other's way. */
const NAMES = ["a", "b.txt", "folder", "ünï ✓", "-dash", "sp ace", 'quo"te', "tab\t", "*", "Ω.sh"];
/** Of the usual prototype: what is read back from the disk is compared with it. */
const plain = <Shape extends object>(
  shape: {
    [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
  },
): fc.Arbitrary<Shape> => fc.record<Shape>(shape, { noNullPrototype: true });

const CONTENTS = ["", "one\n", "two\n", "no end", "crlf\r\n", "\u0000\u00ff\u00fe binary", "Ω".repeat(3)];

const path = fc
  .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));

const entry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 4,
    arbitrary: plain({
      kind: fc.constant("file" as const),
      content: fc.constantFrom(...CONTENTS).map((text) => Buffer.from(text).toString("latin1")),
      isExecutable: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: plain({
      kind: fc.constant("link" as const),
      target: fc.constantFrom("a", "folder", "../outside", "nowhere", "/etc/hostname"),
    }),
  },
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: plain({ do: fc.constant("put" as const), path, entry }) },
  { weight: 2, arbitrary: plain({ do: fc.constant("remove" as const), path }) },
  { weight: 2, arbitrary: plain({ do: fc.constant("move" as const), path, to: path }) },
  { weight: 1, arbitrary: plain({ do: fc.constant("flip" as const), path }) },
);

const which = fc.nat({ max: 20 });
const only = <Name extends string>(name: Name) => fc.constant({ do: name });

export const worktreeSteps: fc.Arbitrary<WorktreeStep[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: plain({ do: fc.constant("edit" as const), edit }) },
    {
      weight: 1,
      arbitrary: plain({ do: fc.constant("ignored" as const), content: fc.constantFrom("x", "y") }),
    },
    { weight: 3, arbitrary: only("checkpoint") },
    { weight: 3, arbitrary: plain({ do: fc.constant("rewind" as const), which }) },
    { weight: 1, arbitrary: only("undo") },
    { weight: 1, arbitrary: plain({ do: fc.constant("fork" as const), which }) },
    { weight: 1, arbitrary: only("trash") },
    { weight: 1, arbitrary: only("crash") },
  ),
  { minLength: 3, maxLength: 14 },
);
