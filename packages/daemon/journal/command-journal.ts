// The daemon's own journal of commands: each is written down before it is acknowledged, and done once by its id.
import { rename, writeFile } from "node:fs/promises";
import { type MeshCommand, meshCommand } from "@makima/protocol/mesh";
import { z } from "zod";
import { DurableFile } from "../spool/durable-file.ts";
import { readWholeLines } from "../spool/read-lines.ts";

const entry = z.discriminatedUnion("state", [
  /** The body is kept of commands that are done again when a crash cut them short. */
  z.object({
    state: z.literal("accepted"),
    id: z.string(),
    kind: z.string(),
    command: meshCommand.optional(),
  }),
  z.object({ state: z.literal("finished"), id: z.string() }),
]);
type Entry = z.infer<typeof entry>;

export interface NumberedCommand {
  readonly id: string;
  readonly command: MeshCommand;
}

/** Ids that are remembered over a restart; the server repeats only what was not acknowledged, which is far less. */
const rememberedIds = 20_000;

export class CommandJournal {
  readonly #file: DurableFile;
  readonly #ids: Set<string>;
  /** Commands of a former process that its end cut short and that are to be done again. */
  readonly unfinished: readonly NumberedCommand[];

  private constructor(
    file: DurableFile,
    found: { ids: Set<string>; unfinished: readonly NumberedCommand[] },
  ) {
    this.#file = file;
    this.#ids = found.ids;
    this.unfinished = found.unfinished;
  }

  /** Reads the journal, and writes it anew with only what still matters. */
  static async open(path: string): Promise<CommandJournal> {
    const { lines } = await readWholeLines(path);
    const entries = lines.map((line) => entry.parse(JSON.parse(line)));
    const finished = new Set(entries.filter(({ state }) => state === "finished").map(({ id }) => id));
    const accepted = entries.filter((one) => one.state === "accepted");
    const unfinished = accepted.flatMap(({ id, command }) =>
      command === undefined || finished.has(id) ? [] : [{ id, command }],
    );
    const kept = accepted.slice(-rememberedIds).map((one) => (finished.has(one.id) ? withoutBody(one) : one));
    const closed = kept
      .filter(({ id }) => finished.has(id))
      .map(({ id }) => ({ state: "finished" as const, id }));
    await writeFile(`${path}.new`, [...kept, ...closed].map(toLine).join(""), { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
    const ids = new Set(kept.map(({ id }) => id));
    return new CommandJournal(await DurableFile.open(path), { ids, unfinished });
  }

  /**
   * `isNew` is false when the command was accepted before: then it is acknowledged again and not done again. Nothing is acknowledged before
   * `written`.
   */
  accept(
    { id, command }: NumberedCommand,
    { keepBody }: { keepBody: boolean },
  ): { isNew: boolean; written: Promise<void> } {
    // It may be on its way to the disk at this moment, and what is appended behind it is there after it.
    if (this.#ids.has(id)) return { isNew: false, written: this.#file.append("") };
    this.#ids.add(id);
    const body = keepBody ? { command } : {};
    return {
      isNew: true,
      written: this.#file.append(toLine({ state: "accepted", id, kind: command.kind, ...body })),
    };
  }

  async finish(id: string): Promise<void> {
    await this.#file.append(toLine({ state: "finished", id }));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function withoutBody({ id, kind }: { id: string; kind: string }): Entry {
  return { state: "accepted", id, kind };
}

function toLine(one: Entry): string {
  return `${JSON.stringify(one)}\n`;
}
