// A person at the terminal of a story's first server.
import { runMakima } from "./run-makima.ts";
import type { Story } from "./story.ts";

/** `makima` with these arguments, as it ends. */
export function terminalOf({ root, servers: [server] }: Story) {
  const environment = {
    HOME: root,
    MAKIMA_HOME: root,
    MAKIMA_URL: server?.url ?? "",
    MAKIMA_API_KEY: server?.apiKey ?? "",
  };
  return (...args: string[]) => runMakima(args, { environment });
}
