// A person's browser for the stories of the web app: Debian's Chromium, signed in by a link as a person is.
import type { Client } from "@makima/client";
import { SIGN_IN_FRAGMENT } from "@makima/protocol/sessions";
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll } from "vitest";
import { launchChromium } from "./launch-chromium.ts";

export type Person = {
  page: Page;
  context: BrowserContext;
  origin: string;
  /** What the browser complained about: errors of scripts, and what the page's policy forbade. */
  complaints: readonly string[];
  goTo(path: string): Promise<void>;
};

let browser: Promise<Browser> | null = null;
const contexts: BrowserContext[] = [];

afterAll(async () => {
  for (const context of contexts.splice(0)) await context.close();
  await (await browser)?.close();
  browser = null;
});

/** Opens the link that `makima open` prints, in a browser of its own. */
export async function signInPerson(client: Client, options: BrowserContextOptions = {}): Promise<Person> {
  const { token } = await client.createSignInLink({});
  const person = await openPerson(client.url, options);
  await person.page.goto(`${client.url}/#${SIGN_IN_FRAGMENT}${token}`);
  await person.page.getByRole("navigation", { name: "Pages" }).waitFor();
  return person;
}

/** A browser in which nobody is signed in. */
export async function openPerson(origin: string, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await (await theBrowser()).newContext({
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  contexts.push(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !isOfNetwork(message.text())) complaints.push(message.text());
  });
  return {
    page,
    context,
    origin,
    complaints,
    goTo: async (path) => {
      await page.goto(`${origin}${path}`);
    },
  };
}

/** A server that is away, or refuses, is the story's own doing. */
const isOfNetwork = (text: string): boolean => /Failed to load resource|WebSocket connection/.test(text);

function theBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

/** Waits until the page says it where it can be seen, with the patience of a busy machine. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).locator("visible=true").first().waitFor({ timeout: 60_000 });
}
