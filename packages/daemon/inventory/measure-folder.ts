// How much room a folder takes on the disk, as the system's own `du` counts it.
import { ProgramStartError, runProgram } from "../ports/run-program.ts";

const LIMIT_MS = 120_000;

/** Bytes; null where that cannot be told. What cannot be read is not counted. */
export async function measureFolder(
  folder: string,
  { searchPath }: { searchPath: string },
): Promise<number | null> {
  try {
    const { stdout } = await runProgram({
      command: "du",
      args: ["-s", "-k", "--", folder],
      cwd: "/",
      env: { PATH: searchPath, LC_ALL: "C" },
      timeoutMs: LIMIT_MS,
      maxOutputBytes: 4_096,
    });
    const kilobytes = Number(/^\d+/.exec(stdout.toString("utf8"))?.[0] ?? Number.NaN);
    return Number.isSafeInteger(kilobytes) ? kilobytes * 1024 : null;
  } catch (error) {
    if (error instanceof ProgramStartError) return null;
    throw error;
  }
}
