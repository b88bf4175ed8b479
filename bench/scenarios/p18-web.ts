// P18: the web app on a contract of 100,000 messages and 1,000 tasks, in a real Chromium on the shipped server.
import { type LargeContract, plantLargeContract } from "../makima/large-contract.ts";
import { until } from "../makima/many-waiting.ts";
import { type Product, startProduct } from "../makima/product.ts";
import { openWebPage, type WebPage } from "../makima/web-page.ts";
import { median, quantile } from "../measure.ts";
import { sleep } from "../ports/clock.ts";
import type { Figure, Scenario } from "../scenario.ts";

const MESSAGES = 100_000;
const TASKS = 1_000;
const LOADS = 5;
const SCROLL_MS = 8_000;
/** As many as an agent says and does in an hour that never rests: one in a second. */
const OF_AN_HOUR = 3_600;
/** Before them, so that the page holds as much as it ever does. */
const OF_BEGINNING = 900;

const PAINT_GOAL = { atMost: 1_000 };
const FRAMES_GOAL = { atLeast: 58 };
/** MB: code that is compiled and caches that are filled while it runs; an hour kept whole would be more than ten. */
const HEAP_GOAL = { atMost: 3 };

export const web: Scenario = {
  name: "p18-web",
  sentence: `the web app on a contract of ${MESSAGES.toLocaleString("en")} messages and ${TASKS.toLocaleString("en")} tasks, in Chromium`,
  run: async ({ postgresUrl }) => {
    await import("../../tools/build-web.ts");
    const environment = { MAKIMA_TOOL_WAIT_MS: "0", MAKIMA_PARK_AFTER_MS: "86400000" };
    const product = await startProduct({ postgresUrl, name: "web", environment });
    try {
      const contract = await plantLargeContract(product, { messages: MESSAGES, tasks: TASKS });
      const page = await openWebPage(product);
      try {
        return [
          ...(await opening(page, contract)),
          ...(await scrolling(page, contract)),
          ...(await anHour(product, page, contract)),
        ];
      } finally {
        await page.close();
      }
    } finally {
      await product.close();
    }
  },
};

const conversationOf = ({ contractId }: LargeContract): string => `/contracts/${contractId}`;
const SCROLLER = ".conversation [data-virtuoso-scroller]";

async function opening(page: WebPage, contract: LargeContract): Promise<Figure[]> {
  const places = {
    "contract, its conversation": { path: conversationOf(contract), selector: ".conversation .message" },
    "contract, a message in the middle": {
      path: `${conversationOf(contract)}?message=${contract.messageId}`,
      selector: ".message.is-wanted",
    },
    "timeline of the contract": {
      path: `/timeline?contract=${contract.contractId}`,
      selector: ".happened-line",
    },
  };
  const figures: Figure[] = [];
  for (const [name, { path, selector }] of Object.entries(places)) {
    const loads: { painted: number; readable: number }[] = [];
    for (let load = 0; load <= LOADS; load += 1) loads.push(await page.open(path, selector));
    // The first one is the one that fetches the code; the others have it in the browser's cache.
    const [first, ...rest] = loads;
    figures.push(
      {
        what: `${name}, first paint`,
        value: median(rest.map(({ painted }) => painted)),
        unit: "ms",
        goal: PAINT_GOAL,
        rounds: rest.map(({ painted }) => painted),
      },
      {
        what: `${name}, there to be read`,
        value: median(rest.map(({ readable }) => readable)),
        unit: "ms",
        goal: PAINT_GOAL,
        rounds: rest.map(({ readable }) => readable),
        note: `the first time, with nothing in the browser's cache: ${first?.readable.toFixed(0)} ms`,
      },
    );
  }
  return figures;
}

async function scrolling(page: WebPage, contract: LargeContract): Promise<Figure[]> {
  await page.open(`${conversationOf(contract)}?message=${contract.messageId}`, ".message.is-wanted");
  const figures: Figure[] = [];
  for (const [name, pixels] of [
    ["as a person reads, up", -30],
    ["fast, up", -240],
    ["fast, down", 240],
  ] as const) {
    const seen = await page.scroll(SCROLLER, { ms: SCROLL_MS, pixels });
    figures.push({
      what: `scrolling ${name}`,
      value: (1_000 * seen.frames.length) / seen.frames.reduce((sum, one) => sum + one, 0),
      unit: "frames/s",
      goal: FRAMES_GOAL,
      note: `${Math.round(seen.pixels)} pixels went by; 99 of 100 frames within ${quantile(seen.frames, 0.99).toFixed(0)} ms`,
    });
  }
  return figures;
}

async function anHour(product: Product, page: WebPage, contract: LargeContract): Promise<Figure[]> {
  await page.open(conversationOf(contract), ".conversation .message");
  const said = async (): Promise<number> =>
    (await product.client.getConversation({ id: contract.taskId, limit: 1 })).messageCount;
  const begun = await said();
  await contract.goOn();
  await until(async () => ((await said()) >= begun + OF_BEGINNING ? true : undefined));
  const before = await page.heap();
  await until(async () => ((await said()) >= begun + OF_BEGINNING + OF_AN_HOUR ? true : undefined));
  const seen = await page.page.locator(".message, .fold").count();
  const after = await page.heap();
  await product.client.cancelContract({ id: contract.contractId });
  await sleep(1_000);
  return [
    {
      what: "heap of the page, grown over an hour of live output",
      value: after - before,
      unit: "MB",
      goal: HEAP_GOAL,
      note: `${before.toFixed(1)} MB after ${OF_BEGINNING} messages, ${after.toFixed(1)} MB after ${OF_AN_HOUR} more; ${seen} rows are drawn`,
    },
  ];
}
