// Opens an address in the person's browser.
import { runToEnd } from "../ports/programs.ts";

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** False where there is no browser, or no screen to show one on. */
export async function openBrowser(
  url: string,
  environment: Readonly<Record<string, string>>,
): Promise<boolean> {
  const opener = OPENERS[process.platform];
  const hasScreen = ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => (environment[name] ?? "") !== "");
  if (opener === undefined && !hasScreen) return false;
  const [program, ...args] = opener ?? ["xdg-open"];
  const { code } = await runToEnd(program, { args: [...args, url] });
  return code === 0;
}
