// The command line as a person of a story uses it: at the story's server, with its key.
import { runMakima } from "./run-makima.ts";
import type { Story } from "./story.ts";

type Run = (...args: string[]) => ReturnType<typeof runMakima>;

export function makimaIn({ root, servers: [server] }: Story): Run {
  const environment = {
    HOME: root,
    MAKIMA_HOME: root,
    MAKIMA_URL: server?.url ?? "",
    MAKIMA_API_KEY: server?.apiKey ?? "",
  };
  return (...args) => runMakima(args, { environment });
}
