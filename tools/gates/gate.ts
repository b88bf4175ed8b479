// What a gate is: one thing that must hold before anything is merged, checked by one command.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../ports/run-program.ts";

export interface Gate {
  readonly name: string;
  /** What holds when it is green. */
  readonly sentence: string;
  /** Checks a checkout (in its tests: a sample), and resolves to what is wrong, one entry for each fault. */
  readonly check: (folder: string) => Promise<readonly string[]>;
}

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** A gate that is an installed program: green when it exits with 0; else what it printed is what is wrong. */
export function programGate(gate: {
  readonly name: string;
  readonly sentence: string;
  /** The address of any file of the program's package, as `import.meta.resolve` gives it. */
  readonly installed: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}): Gate {
  const { name, sentence, command, args } = gate;
  const check = async (folder: string): Promise<readonly string[]> => {
    const path = join(packagesAround(gate.installed), ".bin", command);
    const { code, output } = await runProgram({
      command: path,
      args,
      cwd: folder,
      env: { ...gate.env, NO_COLOR: "1" },
    });
    if (code === 0) return [];
    return [output.trim() === "" ? `${command} ended with code ${code}` : output.trimEnd()];
  };
  return { name, sentence, check };
}

/** The node_modules folder that an installed file lies in. */
function packagesAround(address: string): string {
  const path = fileURLToPath(address);
  const folder = "node_modules";
  return path.slice(0, path.lastIndexOf(folder) + folder.length);
}
