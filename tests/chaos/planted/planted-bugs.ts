// The bugs that are planted into a copy of this tree, each of them a patch in this folder, and the check that has to catch it.
export type PlantedBug = {
  /** the patch's name without .patch */
  name: string;
  /** the invariant that it breaks, as docs/reliability.md numbers them */
  caughtBy: string;
};

export const PLANTED_BUGS: readonly PlantedBug[] = [
  { name: "notice-sent-twice", caughtBy: "S6" },
  { name: "restoration-without-its-row", caughtBy: "S2" },
  { name: "acknowledge-before-commit", caughtBy: "H5" },
  { name: "second-answer-wins", caughtBy: "Q2" },
  { name: "records-of-any-epoch", caughtBy: "T4" },
  { name: "acknowledge-before-journal", caughtBy: "M1" },
  { name: "command-done-again", caughtBy: "M1" },
  { name: "owner-filter-missing", caughtBy: "O3" },
  { name: "command-heard-again", caughtBy: "M1" },
  { name: "rewind-deletes", caughtBy: "H6" },
];
