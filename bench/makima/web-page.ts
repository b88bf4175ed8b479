// The web app in a real Chromium: how soon it is read, how it scrolls, and what it holds in memory.
import { SIGN_IN_FRAGMENT } from "@makima/protocol/sessions";
import type { Browser, CDPSession, Page } from "playwright-core";
import { launchChromium } from "../../tests/web/launch-chromium.ts";
import type { Product } from "./product.ts";

type Opened = { painted: number; readable: number };
type Scrolled = { frames: number[]; pixels: number };

export type WebPage = {
  /** Milliseconds from the beginning of the navigation: the first paint, and the moment at which this stands there to be read. */
  open(path: string, selector: string): Promise<Opened>;
  /** Turns the wheel for so long. The milliseconds between frames, and how much of the list went by. */
  scroll(selector: string, of: { ms: number; pixels: number }): Promise<Scrolled>;
  /** Megabytes, after everything was collected that can be. */
  heap(): Promise<number>;
  page: Page;
  close(): Promise<void>;
};

/** In a browser of its own, signed in as a person is. */
export async function openWebPage({ client }: Product): Promise<WebPage> {
  // A headless screen draws when it is asked to; with these it draws sixty times a second as others do.
  const browser: Browser = await launchChromium(["--disable-background-timer-throttling"]);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const { token } = await client.createSignInLink({});
  await page.goto(`${client.url}/#${SIGN_IN_FRAGMENT}${token}`);
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  const devtools: CDPSession = await context.newCDPSession(page);
  return {
    page,
    open: async (path, selector) => {
      await page.goto("about:blank");
      await page.goto(`${client.url}${path}`, { waitUntil: "commit" });
      return page.evaluate<Opened>(whenReadable(selector));
    },
    scroll: (selector, of) => page.evaluate<Scrolled>(scrollBy(selector, of)),
    heap: async () => {
      for (let round = 0; round < 3; round += 1) await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize } = await devtools.send("Runtime.getHeapUsage");
      return usedSize / 2 ** 20;
    },
    close: () => browser.close(),
  };
}

// What runs in the page is text: this program knows no document.

const whenReadable = (selector: string): string => `new Promise((resolve) => {
  const look = () => {
    if (document.querySelector(${JSON.stringify(selector)}) === null) return requestAnimationFrame(look);
    // The frame behind this one has drawn it.
    requestAnimationFrame(() => {
      const [paint] = performance.getEntriesByName("first-contentful-paint");
      resolve({ painted: paint?.startTime ?? 0, readable: performance.now() });
    });
  };
  look();
})`;

const scrollBy = (
  selector: string,
  { ms, pixels }: { ms: number; pixels: number },
): string => `new Promise((resolve) => {
  const scroller = document.querySelector(${JSON.stringify(selector)});
  const frames = [];
  const began = performance.now();
  let last = began;
  let moved = 0;
  const step = (now) => {
    if (now > last) frames.push(now - last);
    last = now;
    const before = scroller.scrollTop;
    scroller.scrollTop += ${pixels};
    moved += Math.abs(scroller.scrollTop - before);
    if (now - began < ${ms}) requestAnimationFrame(step);
    else resolve({ frames, pixels: moved });
  };
  requestAnimationFrame(step);
})`;
