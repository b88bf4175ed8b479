// The scripted model as a program: it prints its address as a line of JSON, and ends with its standard input.
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { pointAgent } from "./agents/point-agent.ts";
import { readConfig } from "./config.ts";
import { serveModel } from "./ports/serve-model.ts";

const { port, logFile, pointed } = readConfig();
const server = await serveModel({
  port,
  ...(logFile === null
    ? {}
    : { onRequest: (request) => appendFileSync(logFile, `${JSON.stringify(request)}\n`, { mode: 0o600 }) }),
});
const { url } = server;
const agent =
  pointed === null ? null : await pointAgent(pointed.agent, { folder: pointed.folder, modelUrl: url });
process.stdout.write(`${JSON.stringify({ ready: true, url, agent })}\n`);
process.stdin.resume();
await once(process.stdin, "end");
await server.close();
