// Words as the search index knows them: what a query asks for, and the excerpt of a text that shows where it is.

/** The longest query that is taken, in characters. */
export const MAX_QUERY_LENGTH = 500;

export const SEARCH_KINDS = ["message", "output", "goal"] as const;

/** A piece of an excerpt; a `hit` is a word that was asked for. */
export type ExcerptPart = { text: string; hit: boolean };

export type Asked = {
  /** all of it, for PostgreSQL's websearch_to_tsquery */
  web: string;
  /** the last word where it may be the beginning of one, as it is while it is being typed; `web` is then all before it, maybe nothing */
  beginning: { prefix: string; web: string } | null;
  /** the words that a hit may hold, in lower case */
  words: readonly string[];
};

// The index parts the scripts that put no spaces between words letter by letter (search_words in the schema).
const LETTER_SCRIPTS =
  "\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u2E80-\\u9FFF\\uAC00-\\uD7AF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}";
const WORD = new RegExp(`[${LETTER_SCRIPTS}]|(?:(?![${LETTER_SCRIPTS}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
const TERM = /-?"[^"]*"?|\S+/gu;
/** A shorter beginning is that of too many words. */
const SHORTEST_PREFIX = 2;

type Term = { words: string[]; isExcluded: boolean; isQuoted: boolean } | "or";

/**
 * What a query asks for, or null when there is no word in it that it asks for. `"several words"` are looked for in a row, `-word` is not to be
 * there (`--word` is a flag), `or` stands between alternatives; what punctuation holds together (`foo_bar`, a path) is looked for in a row too. The last
 * word may be the beginning of one.
 */
export function parseQuery(query: string): Asked | null {
  const terms = [...query.matchAll(TERM)]
    .map(toTerm)
    .filter((term) => term === "or" || term.words.length > 0);
  const words = terms.flatMap((term) => (term === "or" || term.isExcluded ? [] : term.words));
  if (words.length === 0) return null;
  const prefix = prefixOf(terms);
  const beginning = prefix === null ? null : { prefix, web: webOf(terms.slice(0, -1)) };
  return { web: webOf(terms), beginning, words: [...new Set(words)] };
}

function toTerm([whole]: RegExpExecArray): Term {
  if (whole.toLowerCase() === "or") return "or";
  return { words: wordsOf(whole), isExcluded: /^-[^-]/u.test(whole), isQuoted: whole.includes('"') };
}

const wordsOf = (text: string): string[] => [...text.toLowerCase().matchAll(WORD)].map(([word]) => word);

/** Only where all terms have to be there: the beginning is a condition of its own. */
function prefixOf(terms: readonly Term[]): string | null {
  const last = terms.at(-1);
  if (last === undefined || last === "or" || terms.includes("or")) return null;
  const [word, ...more] = last.words;
  const isPlain = !last.isExcluded && !last.isQuoted && more.length === 0;
  return isPlain && word !== undefined && word.length >= SHORTEST_PREFIX ? word : null;
}

const webOf = (terms: readonly Term[]): string => terms.map(toWeb).join(" ");

const toWeb = (term: Term): string =>
  term === "or" ? "or" : `${term.isExcluded ? "-" : ""}"${term.words.join(" ")}"`;

const EXCERPT_LENGTH = 200;
const LEAD_LENGTH = 60;

type Place = { from: number; to: number };

/** About 200 characters around the place where most of the words stand together; without any of them, the beginning. White space is one space. */
export function excerptOf(
  text: string,
  { words, beginning }: Pick<Asked, "words" | "beginning">,
): ExcerptPart[] {
  const hits = hitsIn(text, { words: new Set(words), prefix: beginning?.prefix ?? null });
  const best = densest(text, hits);
  const from = startAt(text, (best?.from ?? 0) - LEAD_LENGTH);
  const to = endAt(text, from + EXCERPT_LENGTH);
  const parts: ExcerptPart[] = [];
  const add = (piece: string, hit: boolean): void => {
    const said = piece.replace(/\s+/gu, " ");
    if (said !== "") parts.push({ text: said, hit });
  };
  let at = from;
  if (from > 0) add("…", false);
  for (const hit of hits.filter((one) => one.from >= from && one.to <= to)) {
    add(text.slice(at, hit.from), false);
    add(text.slice(hit.from, hit.to), true);
    at = hit.to;
  }
  add(`${text.slice(at, to)}${to < text.length ? "…" : ""}`, false);
  return parts;
}

function hitsIn(
  text: string,
  { words, prefix }: { words: ReadonlySet<string>; prefix: string | null },
): Place[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: found, index }) => {
    const word = found.toLowerCase();
    const isHit = words.has(word) || (prefix !== null && word.startsWith(prefix));
    return isHit ? [{ from: index, to: index + found.length }] : [];
  });
}

/** The first hit of those with the most different words behind them in one excerpt. */
function densest(text: string, hits: readonly Place[]): Place | null {
  let best: { hit: Place; count: number } | null = null;
  for (const [n, hit] of hits.entries()) {
    const together = new Set<string>();
    for (let next = n; next < hits.length; next++) {
      const other = hits[next];
      if (other === undefined || other.to > hit.from + EXCERPT_LENGTH - LEAD_LENGTH) break;
      together.add(text.slice(other.from, other.to).toLowerCase());
    }
    if (best === null || together.size > best.count) best = { hit, count: together.size };
  }
  return best?.hit ?? null;
}

/** The beginning of a word at or a little behind the place. */
function startAt(text: string, place: number): number {
  if (place <= 0) return 0;
  const next = /\s/u.exec(text.slice(place, place + LEAD_LENGTH / 2));
  return whole(text, place + (next === null ? 0 : next.index + 1));
}

function endAt(text: string, place: number): number {
  if (place >= text.length) return text.length;
  const last = text.slice(place - LEAD_LENGTH, place).search(/\s\S*$/u);
  return whole(text, last === -1 ? place : place - LEAD_LENGTH + last);
}

/** Not between the two halves of a surrogate pair. */
const whole = (text: string, place: number): number =>
  /[\uDC00-\uDFFF]/.test(text.charAt(place)) ? place - 1 : place;
