// How the patterns of rules match names, commands and paths. No pattern can make matching slow, whatever it and the text hold.

/** `*` stands for any characters, also none. */
export function matchesText(pattern: string, text: string): boolean {
  let [at, from, star, resume] = [0, 0, -1, 0];
  while (from < text.length) {
    if (pattern[at] === "*") {
      star = at;
      resume = from;
      at += 1;
    } else if (pattern[at] === text[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      resume += 1;
      at = star + 1;
      from = resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

/** Word for word; a `*` as the last word stands for any words behind, also none. */
export function matchesWords(pattern: string, words: readonly string[]): boolean {
  const wanted = pattern.trim().split(/\s+/);
  const isOpen = wanted.at(-1) === "*";
  const fixed = isOpen ? wanted.slice(0, -1) : wanted;
  if (isOpen ? words.length < fixed.length : words.length !== fixed.length) return false;
  return words.every((word, place) => place >= fixed.length || matchesText(`${fixed[place]}`, word));
}

/** Part by part; a part `**` stands for any parts, also none. What belongs to git is matched only where the pattern names it. */
export function matchesPath(pattern: string, path: string): boolean {
  const parts = path.split("/");
  // The places in the path up to which the pattern's parts so far can reach.
  let places = new Set([0]);
  for (const wanted of pattern.split("/")) places = reach(wanted, parts, places);
  return places.has(parts.length);
}

function reach(wanted: string, parts: readonly string[], from: ReadonlySet<number>): Set<number> {
  const reached = new Set<number>();
  for (const place of from) {
    if (wanted !== "**") {
      if (parts.slice(place, place + 1).some((part) => matchesPart(wanted, part))) reached.add(place + 1);
      continue;
    }
    for (let end = place; end <= parts.length && !reached.has(end); end++) {
      reached.add(end);
      if (parts[end] === ".git") break;
    }
  }
  return reached;
}

const matchesPart = (wanted: string, part: string): boolean =>
  part === ".git" ? wanted === part : matchesText(wanted, part);
