import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MeshRecord } from "@makima/protocol/mesh";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sleep } from "../ports/clock.ts";
import type { SpoolPlace } from "./read-batch.ts";
import { makeRedaction } from "./redact.ts";
import { Spool } from "./spool.ts";

const taskId = "0190aaaa-0000-7000-8000-000000000001";
const line = (text: string): MeshRecord => ({
  kind: "output",
  taskId,
  epoch: 1,
  pieces: [{ source: 1, stream: "agent", toolCallId: null, text }],
});

const stored = z.object({ record: z.object({ pieces: z.tuple([z.object({ text: z.string() })]) }) });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "makima-spool-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const openSpool = (sizes: { maxBytes?: number; segmentBytes?: number } = {}): Promise<Spool> =>
  Spool.open({ folder, maxBytes: 1e9, segmentBytes: 1e6, redact: (json) => json, ...sizes });

async function readTexts(
  spool: Spool,
  from: SpoolPlace = { nextSeq: spool.ackedSeq + 1 },
): Promise<string[]> {
  const texts: string[] = [];
  let place = from;
  for (;;) {
    const batch = await spool.read(place, 1000);
    if (batch === null) return texts;
    for (const json of batch.lines) texts.push(stored.parse(JSON.parse(json)).record.pieces[0].text);
    place = batch.next;
  }
}

describe("the spool", () => {
  it("gives back what was appended, in order, over many segments", async () => {
    const spool = await openSpool({ segmentBytes: 2000 });
    const texts = Array.from({ length: 300 }, (_, index) => `text ${index} ${"x".repeat(index)}`);
    await Promise.all(texts.map((text) => spool.append(line(text), { sync: true })));
    expect(await readTexts(spool)).toEqual(texts);
    expect((await readdir(folder)).length).toBeGreaterThan(10);
    await spool.close();
  });

  it("goes on after a crash that tore the last line, and uses no number twice", async () => {
    const first = await openSpool();
    await first.append(line("one"), { sync: true });
    await first.append(line("two"), { sync: true });
    await first.close();
    const [name = ""] = await readdir(folder);
    await appendFile(join(folder, name), '{"seq":3,"record":{"kind":"outp');
    const second = await openSpool();
    expect(second.durableSeq).toBe(2);
    await second.append(line("three"), { sync: true });
    expect(await readTexts(second)).toEqual(["one", "two", "three"]);
    await second.close();
  });

  it("drops acknowledged segments and keeps the numbers when nothing is left", async () => {
    const first = await openSpool({ segmentBytes: 100 });
    for (const text of ["one", "two", "three"]) await first.append(line(text), { sync: true });
    await first.ack(3);
    expect(await readdir(folder)).toEqual(["0000000000000003.ndjson"]);
    await first.close();
    const second = await openSpool();
    await second.append(line("four"), { sync: true });
    expect(second.durableSeq).toBe(4);
    await second.close();
  });

  it("lets appends wait while it is full, and drops nothing", async () => {
    const spool = await openSpool({ maxBytes: 1000, segmentBytes: 250 });
    const texts = Array.from({ length: 40 }, (_, index) => `text ${index}`);
    let done = false;
    const all = Promise.all(texts.map((text) => spool.append(line(text)))).then(() => {
      done = true;
    });
    await sleep(50);
    expect(done).toBe(false);
    const read: string[] = [];
    while (!done || read.length < texts.length) {
      read.push(...(await readTexts(spool)));
      await spool.ack(spool.durableSeq);
      await sleep(1);
    }
    await all;
    expect(read).toEqual(texts);
    await spool.close();
  });
});

describe("redaction", () => {
  it("takes out configured secrets and texts that look like keys, and leaves JSON whole", () => {
    const redact = makeRedaction([{ MY_TOKEN: 'se"cret\\value', HOME: "/home/somebody" }]);
    const key = `sk-ant-${"a1B2".repeat(10)}`;
    const json = redact(JSON.stringify({ text: `se"cret\\value in /home/somebody with ${key}` }));
    expect(z.object({ text: z.string() }).parse(JSON.parse(json)).text).toMatch(
      /^\[redacted [0-9a-f]{8}\] in \/home\/somebody with \[redacted [0-9a-f]{8}\]$/,
    );
  });

  it("takes them out of JSON that is a text in JSON, as a line of an agent's transcript is", () => {
    const redact = makeRedaction([{ MY_TOKEN: 'se"cret\\value' }]);
    const line = JSON.stringify({ text: 'se"cret\\value' });
    expect(redact(JSON.stringify({ line }))).toMatch(/text\\":\\"\[redacted [0-9a-f]{8}\]\\"/);
  });
});
