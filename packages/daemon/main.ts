// The daemon: `node packages/daemon/main.ts`. One JSON line on standard output tells that it is ready; logs go to standard error.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { readConfig } from "./config.ts";
import { endProcess } from "./ports/end-process.ts";

// Agents print floods: with it 100 MB of output took the daemon to at most 171 MB resident, without it to 267 MB.
setFlagsFromString("--optimize-for-size");
const config = readConfig();
enableCompileCache(join(config.home, "cache", "compile"));
// Imported now, so that they come from the cache.
const { runDaemon } = await import("./run-daemon.ts");
endProcess(await runDaemon(config));
