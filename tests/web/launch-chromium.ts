// Debian's Chromium, as the stories and the benchmark of the web app use it.
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
// Without them it looks for its maker's servers at every start, and as root it does not start at all.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Throws where there is none, with the way to get one. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      "there is no Chromium here: `apt-get install chromium`, as `npm test` does by itself where it may",
    );
  }
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}
