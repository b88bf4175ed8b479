// What the tools take from the environment, shaped once.
import { delimiter, dirname } from "node:path";

export interface ToolConfig {
  /** True where nobody watches: no colours, no questions. */
  readonly isAutomatic: boolean;
  readonly isRoot: boolean;
}

export function readToolConfig(): ToolConfig {
  const isAutomatic =
    process.env["CI"] !== undefined || process.env["NO_COLOR"] !== undefined || process.stdout.isTTY !== true;
  return { isAutomatic, isRoot: process.getuid?.() === 0 };
}

/** The environment of a child program: this one's, with `extra` put over it and this very Node first on PATH. */
export function childEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}
