// An agent writes what would run in a careless page: in words, tools' output, file names, questions and choices. Here it stays text.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";
import { openAskingStory } from "./open-asking-story.ts";
import { sees, signInPerson } from "./open-browser.ts";

const EVIL = [
  "<img src=x onerror='window.hacked=1'>",
  "<script>window.hacked=2</script>",
  "<svg onload='window.hacked=3'><a href='javascript:window.hacked=4'>x</a></svg>",
  "[click](javascript:window.hacked=5) [data](data:text/html,<script>window.hacked=6</script>)",
  "![picture](https://evil.example/pixel.png)",
  "[good name](https://evil.example/login)",
  "<iframe srcdoc='<script>parent.hacked=7</script>'></iframe>",
  "{{constructor.constructor('window.hacked=8')()}} ${window.hacked=9}",
  "\u202Etxt.exe\u202C <style>body{display:none}</style>",
].join(" ");
const quoted = JSON.stringify(EVIL);
const SCRIPT = `
steps:
  - think: ${quoted}
  - say: ${quoted}
  - run: ${JSON.stringify(`printf '%s' "\u001b]0;title\u0007\u001b]52;c;aGFja2Vk\u0007<img src=x onerror=window.hacked=10>"`)}
  - write: "<img src=x onerror=window.hacked=11>.html"
    content: ${JSON.stringify("<script>window.hacked=12</script>\n")}
  - tool: create_checkpoint
    args: { message: ${quoted} }
  - tool: report_progress
    args: { progress: 50, activity: "<b onclick=window.hacked=13>half</b>" }
  - ask: { question: ${quoted}, context: ${quoted}, choices: ["<img src=x onerror=window.hacked=14>", no] }
`.replaceAll("${window", "$ {window");

test("on every page, with no complaint and no call to elsewhere", async () => {
  const { contract, person } = await openAskingStory(SCRIPT);
  const { page } = person;
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== person.origin && url.protocol !== "data:") elsewhere.push(request.url());
  });
  const tabs = ["conversation", "output", "diff", "checkpoints", "graph", "restorations", "events"];
  const pages = [
    "/",
    "/?view=list",
    "/needs-me",
    ...tabs.map((tab) => `/contracts/${contract.id}?tab=${tab}`),
    "/timeline",
    ...["", "&see=files", "&see=changes"].map((see) => `/timeline?contract=${contract.id}${see}`),
  ];
  for (const path of pages) {
    await person.goTo(path);
    await page
      .getByRole("main")
      .getByText(/hacked|A story/)
      .locator("visible=true")
      .first()
      .waitFor();
    await page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true");
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(
      await page.locator("main img, main script, main iframe, main style, main svg[onload]").count(),
    ).toBe(0);
    expect(await page.locator('a[href^="javascript:"], a[href^="data:"]').count()).toBe(0);
    expect(await page.title()).toBe("(1) makima");
  }
  await person.goTo(`/contracts/${contract.id}`);
  await sees(page, "(evil.example)");
  expect(elsewhere).toEqual([]);
  expect(person.complaints).toEqual([]);
});

test("and the page's policy would stop it if it were more", async () => {
  const story = await openStory({ daemons: 0 });
  const { page } = await signInPerson(story.client);
  const answer = await page.goto(story.client.url);
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(
    /default-src 'none'; script-src 'nonce-[\w-]+' 'strict-dynamic'; .*frame-ancestors 'none'/,
  );
  const again = await page.goto(story.client.url);
  expect(again?.headers()["content-security-policy"]).not.toBe(policy);
  await page.evaluate(`
    const script = document.createElement("script");
    script.textContent = "window.hacked = 1";
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.hacked=2'>");
    document.body.insertAdjacentHTML("beforeend", "<a href='javascript:window.hacked=3'>press</a>");
  `);
  await page.getByText("press").click();
  expect(await page.evaluate("window.hacked")).toBeUndefined();
});
