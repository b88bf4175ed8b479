// Cuts text where it is too long, never in the middle of a surrogate pair.

/** Pieces of at most `size` UTF-16 units. */
export function cutPieces(text: string, size: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = endOfPiece(text, start + size);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** The beginning of a text, with a sentence about what is missing. */
export function cutEnd(text: string, size: number): { text: string; isCut: boolean } {
  if (text.length <= size) return { text, isCut: false };
  const end = endOfPiece(text, size);
  return { text: `${text.slice(0, end)}\n[cut: ${text.length - end} more characters]`, isCut: true };
}

function endOfPiece(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
