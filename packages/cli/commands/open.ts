// `makima open`: signs a browser in to the web app.
import type { Command } from "commander";
import { makeSignInUrl } from "../browser/make-sign-in-url.ts";
import { openBrowser } from "../browser/open-browser.ts";
import { act } from "../context.ts";
import { paint } from "../terminal/paint.ts";

export function open(command: Command): void {
  command.option("--no-open", "print the link, and open no browser");
  act<{ open: boolean }>(command, async ({ client, config, output }, { options }) => {
    const url = await makeSignInUrl(await client());
    output.show(
      { url },
      {
        quiet: url,
        human: () => [paint.bold(url), "It signs one browser in, once, within ten minutes."],
      },
    );
    if (options.open && output.isLive) await openBrowser(url, config.environment);
  });
}
