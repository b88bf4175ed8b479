// The groups of documents in the search index, and the words of the index that stand for them.

/** Characters of a message or a goal in one document. */
export const PIECE_LENGTH = 32_768;
/** Consecutive documents of an owner; by their word one group is found without a look at the others. */
export const DOCUMENT_GROUP = 1_024;
/** Groups of sixteen, so that a long range is few words. */
export const WIDE_GROUP = 16_384;

/** The last document of a group. */
export const lastOf = (group: number): number => (group + 1) * DOCUMENT_GROUP;

/** The group that a document is in. */
export const groupOf = (number: number): number => Math.floor((number - 1) / DOCUMENT_GROUP);

const GROUPS_IN_WIDE = WIDE_GROUP / DOCUMENT_GROUP;

export type Range = { firstGroup: number; lastGroup: number };

/** Part of a query of PostgreSQL: documents of these groups. */
export function groupsQuery({ firstGroup, lastGroup }: Range): string {
  const words: string[] = [];
  for (let group = firstGroup; group <= lastGroup; ) {
    const isWide = group % GROUPS_IN_WIDE === 0 && group + GROUPS_IN_WIDE - 1 <= lastGroup;
    words.push(isWide ? `'/w${group / GROUPS_IN_WIDE}'` : `'/g${group}'`);
    group += isWide ? GROUPS_IN_WIDE : 1;
  }
  return `(${words.join(" | ")})`;
}
