// The scripted model as a program: it prints its address as a line of JSON, and ends with its standard input.

import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { readConfig } from "./config.ts";
import { serveModel } from "./ports/serve-model.ts";

const { port, logFile } = readConfig();
const server = await serveModel({
  port,
  ...(logFile === null
    ? {}
    : { onRequest: (request) => appendFileSync(logFile, `${JSON.stringify(request)}\n`, { mode: 0o600 }) }),
});
process.stdout.write(`${JSON.stringify({ ready: true, url: server.url })}\n`);
process.stdin.resume();
await once(process.stdin, "end");
await server.close();
