// An image of the in-memory PostgreSQL at rest: its memory, the files on its in-memory disk, and which of them are open. Putting it back is as
// if nothing had happened since, down to the place of each row, and what was planned stays planned. Deleting all rows and a VACUUM took
// longer, and then every statement had to be planned again.

/** The parts of an Emscripten program that hold its state between two calls. */
export type Engine = {
  wasmMemory: { readonly buffer: ArrayBuffer };
  FS: { root: object; nameTable: (object | undefined)[]; streams: (OpenFile | null)[] };
};

type OpenFile = { fd: number | null; shared: object };

/** A file, with its bytes, or a directory, with its entries. */
type FileNode = {
  name: string;
  mtime: number;
  usedBytes?: number;
  contents?: Bytes | Record<string, FileNode>;
};

type Bytes = Uint8Array | Int8Array;

const isBytes = (contents: FileNode["contents"]): contents is Bytes => ArrayBuffer.isView(contents);

type Kept = { node: FileNode; was: FileNode };

/** Whatever is written gets the time of the machine. */
const UNTOUCHED = 0;
/** Read after a crash of PostgreSQL only, and it never has one here. */
const WRITTEN_AHEAD = "pg_wal";
const BLOCK = 65_536;

export class MemoryImage {
  readonly #engine: Engine;
  readonly #memory: Uint8Array;
  readonly #kept: Kept[];
  readonly #nameTable: Engine["FS"]["nameTable"];
  readonly #open: { file: OpenFile | null; shared: object }[];

  /** The engine is at rest: nothing of it is on the stack. */
  constructor(engine: Engine) {
    this.#engine = engine;
    const memory = memoryOf(engine);
    this.#memory = memory.slice(0, usedOf(memory));
    this.#kept = keepAll(engine.FS.root as FileNode);
    this.#nameTable = [...engine.FS.nameTable];
    this.#open = engine.FS.streams.map((file) => ({ file, shared: { ...file?.shared } }));
  }

  restore(): void {
    const { FS } = this.#engine;
    const memory = memoryOf(this.#engine);
    memory.set(this.#memory);
    memory.fill(0, this.#memory.length);
    for (const kept of this.#kept) putBack(kept);
    for (const [place, node] of this.#nameTable.entries()) FS.nameTable[place] = node;
    FS.streams.length = this.#open.length;
    for (const [fd, { file, shared }] of this.#open.entries()) {
      if (file !== null) Object.assign(file, { fd, shared: { ...shared } });
      FS.streams[fd] = file;
    }
  }
}

function keepAll(node: FileNode): Kept[] {
  const { contents } = node;
  if (isBytes(contents)) {
    node.mtime = UNTOUCHED;
    return [{ node, was: { ...node, contents: contents.slice(0, node.usedBytes) } }];
  }
  if (contents === undefined) return [];
  const entries = node.name === WRITTEN_AHEAD ? [] : Object.values(contents);
  return [{ node, was: { ...node, contents: { ...contents } } }, ...entries.flatMap(keepAll)];
}

function putBack({ node, was }: Kept): void {
  const { contents } = was;
  if (!isBytes(contents)) Object.assign(node, was, { contents: { ...contents } });
  else if (node.mtime !== UNTOUCHED || node.usedBytes !== was.usedBytes)
    Object.assign(node, was, { contents: contents.slice() });
}

const memoryOf = ({ wasmMemory }: Engine): Uint8Array => new Uint8Array(wasmMemory.buffer);

/** Behind the last byte that is not zero: what was never used is not kept. */
function usedOf(memory: Uint8Array): number {
  let end = memory.length;
  while (end >= BLOCK && memory.subarray(end - BLOCK, end).every((byte) => byte === 0)) end -= BLOCK;
  return end;
}
