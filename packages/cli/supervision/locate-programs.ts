// Where the programs lie that the command line starts. They are run, never imported.
import { fileURLToPath } from "node:url";

export type ProgramName = "server" | "daemon";

export const locateProgram = (name: ProgramName): string =>
  fileURLToPath(
    name === "server"
      ? import.meta.resolve("@makima/server/main")
      : import.meta.resolve("@makima/daemon/main"),
  );

/** A model that follows a script. */
export const modelProgram = (): string => fileURLToPath(import.meta.resolve("@makima/scripted-model/main"));

/** This program itself, to be started once more. */
export const ownProgram = (): string => fileURLToPath(new URL("../main.ts", import.meta.url));

/** The folder of the sample repository. */
export const sampleFolder = (): string =>
  fileURLToPath(new URL("./sample", import.meta.resolve("@makima/scripted-agent/main")));
