// Which agents this daemon has started, on disk, so that its successor can end what is left of them.
import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { readEntry } from "../ports/process-table.ts";
import { DurableFile } from "../spool/durable-file.ts";
import { readWholeLines } from "../spool/read-lines.ts";
import { killTree } from "./process-tree.ts";

const record = z.object({
  mark: z.string(),
  pid: z.int().nullable(),
  startTime: z.string().nullable(),
  isOver: z.boolean().default(false),
});

export class ProcessRecords {
  readonly #file: DurableFile;

  private constructor(file: DurableFile) {
    this.#file = file;
  }

  /** Ends what is left of a former daemon's agents, then begins an empty record. */
  static async open(path: string): Promise<ProcessRecords> {
    const { lines } = await readWholeLines(path);
    const former = lines.map((line) => record.parse(JSON.parse(line)));
    const marks = new Map<string, number | null>();
    for (const { mark, pid, startTime, isOver } of former) {
      if (isOver) {
        marks.delete(mark);
        continue;
      }
      // The pid may be somebody else's by now: only with its start time is it the agent's.
      const isSame = pid !== null && (await readEntry(pid))?.startTime === startTime;
      if (isSame || !marks.has(mark)) marks.set(mark, isSame ? pid : null);
    }
    await Promise.all([...marks].map(([mark, pid]) => killTree({ mark, pid })));
    await writeFile(path, "", { mode: 0o600 });
    return new ProcessRecords(await DurableFile.open(path));
  }

  /** Before the start: a process that comes up while we are killed is found by its mark. */
  announce(mark: string): Promise<void> {
    return this.#append({ mark, pid: null, startTime: null, isOver: false });
  }

  async started({ mark, pid }: { mark: string; pid: number }): Promise<void> {
    await this.#append({ mark, pid, startTime: (await readEntry(pid))?.startTime ?? null, isOver: false });
  }

  /** Nothing is left of it. */
  ended(mark: string): Promise<void> {
    return this.#append({ mark, pid: null, startTime: null, isOver: true });
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #append(one: z.infer<typeof record>): Promise<void> {
    return this.#file.append(`${JSON.stringify(one)}\n`);
  }
}
