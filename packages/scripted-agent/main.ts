// The scripted agent: an ordinary ACP program on standard input and output whose script is data.
import { Readable, Writable } from "node:stream";
import { ndJsonStream } from "@agentclientprotocol/sdk";
import { serveAgent } from "./agent/serve-agent.ts";
import { readConfig } from "./config.ts";
import { openEvidence } from "./evidence/open-evidence.ts";
import { forgetfulStore, openSessionStore } from "./session/store-session.ts";

const config = readConfig();
const store = config.load || config.resume ? openSessionStore(config.stateFolder) : forgetfulStore;
const input = Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>;
await serveAgent(
  { config, store, evidence: openEvidence(config.logFile) },
  ndJsonStream(Writable.toWeb(process.stdout), input),
);
// Whoever started us is gone: commands and calls that are still under way have nobody to tell.
process.exit(0);
