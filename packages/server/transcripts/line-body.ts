// A record's lines as a row holds them: compressed, for one prompt's snapshot alone is 150 KB.
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { type TranscriptLine, transcriptPage } from "@makima/protocol/mesh";

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const shape = transcriptPage.shape.lines;

export const packLines = (lines: readonly TranscriptLine[]): Promise<Buffer> =>
  compress(JSON.stringify(lines));

export const unpackLines = async (body: Buffer): Promise<TranscriptLine[]> =>
  shape.parse(JSON.parse((await decompress(body)).toString("utf8")));
