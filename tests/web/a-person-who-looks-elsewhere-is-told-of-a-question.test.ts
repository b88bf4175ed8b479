// Whoever wished it is told by the system when something needs an answer and the page is not in view; the notification opens the queue.
import { expect, test } from "vitest";
import { openAskingStory } from "./open-asking-story.ts";
import { sees } from "./open-browser.ts";

const SCRIPT = `
steps:
  - ask: { question: Which way? }
  - ask: { question: "And <b>then</b>?" }
`;

/** A browser without a screen shows no notification and hides no page: this stands in for both, and keeps what was told. */
const STAND_IN = `
  window.told = [];
  window.Notification = class extends EventTarget {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title, { body, tag }) {
      super();
      window.told.push({ title, body, tag });
      window.lastNote = this;
    }
    close() {}
  };
  let isAway = false;
  Object.defineProperty(document, "hidden", { get: () => isAway });
  window.goAway = () => { isAway = true; };
`;

test("once for what is new, in plain words", async () => {
  const { story, contract, person } = await openAskingStory(SCRIPT);
  const { page, context, complaints } = person;
  await context.addInitScript(STAND_IN);
  await person.goTo("/settings");
  await page
    .getByRole("radio", { name: "Tell me" })
    .or(page.getByRole("button", { name: "Tell me" }))
    .click();
  await person.goTo("/");
  await expect.poll(() => page.title()).toBe("(1) makima");
  await page.evaluate("goAway()");
  expect(await page.evaluate("told")).toEqual([]);

  const first = await contract.openQuestion();
  await story.client.answerQuestion({ id: first.id, response: "left" });
  const told = [{ title: "1 needs an answer", body: "And <b>then</b>?", tag: "needs-me" }];
  await expect.poll(() => page.evaluate("told"), { timeout: 60_000 }).toEqual(told);
  await page.evaluate("lastNote.dispatchEvent(new Event('click'))");
  await page.getByRole("heading", { name: "Needs me" }).waitFor();
  await sees(page, "And <b>then</b>?");
  expect(complaints).toEqual([]);
});
