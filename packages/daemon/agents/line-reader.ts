// The lines that an agent's program prints, read only as fast as they are taken.
import type { Readable } from "node:stream";

const longestMessage = 32 * 1024 * 1024;
const garbagePiece = 64 * 1024;

/** Lines as text; one that is longer than any message is passed on in pieces as garbage, so that memory stays bounded. */
export async function* readLines(
  stdout: Readable,
  onGarbage: (text: string) => Promise<void>,
): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  let length = 0;
  let isOverlong = false;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      pieces.push(chunk.subarray(start, end));
      start = end + 1;
      if (isOverlong) await onGarbage(`${Buffer.concat(pieces).toString("utf8")}\n`);
      else yield Buffer.concat(pieces).toString("utf8");
      pieces = [];
      length = 0;
      isOverlong = false;
    }
    pieces.push(chunk.subarray(start));
    length += chunk.length - start;
    isOverlong ||= length > longestMessage;
    if (isOverlong && length > garbagePiece) {
      const text = Buffer.concat(pieces).toString("utf8");
      for (let at = 0; at < text.length; at += garbagePiece)
        await onGarbage(text.slice(at, at + garbagePiece));
      pieces = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(pieces).toString("utf8");
}
