// Reads the program's settings once, from its flags.
import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface Config {
  /** 0 is any free port. */
  port: number;
  /** Each request is appended to it as a line of JSON; null keeps none. */
  logFile: string | null;
}

export function readConfig(args: string[] = process.argv.slice(2)): Config {
  const { values } = parseArgs({ args, options: { port: { type: "string" }, log: { type: "string" } } });
  const port = Number(values.port ?? "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be a port's number, not "${values.port}"`);
  return { port, logFile: values.log === undefined ? null : resolve(values.log) };
}
