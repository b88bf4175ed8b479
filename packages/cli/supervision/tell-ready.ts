// Tells a person where makima runs, which agents it found, and what to do next.
import type { Client } from "@makima/client";
import type { Daemon } from "@makima/protocol/daemons";
import { makeSignInUrl } from "../browser/make-sign-in-url.ts";
import { openBrowser } from "../browser/open-browser.ts";
import type { Context } from "../context.ts";
import { monotonicMs, nowMs, sleep } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatDuration } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";
import type { World } from "./start-world.ts";

export type Ready = {
  world: World;
  tookMs: number;
  /** the person wishes a browser where there is one */
  opensBrowser: boolean;
  signal: AbortSignal;
};

/** The address comes at once, the agents when the daemon is there; a daemon that takes long keeps nobody waiting. */
export async function tellReady(context: Context, ready: Ready): Promise<void> {
  const { output, home } = context;
  const { world, tookMs, signal } = ready;
  if (output.isJson) output.show({ ready: true, url: world.url, home }, { human: () => [] });
  output.lines(
    `${paint.good("✓")} makima runs at ${paint.bold(world.url)} ${paint.dim(`(${formatDuration(tookMs)}, files in ${home})`)}`,
  );
  if (!output.isJson) await tellSignIn(context, ready);
  const daemon = await awaitDaemon(world.client, { signal, sinceMs: nowMs() - tookMs });
  if (signal.aborted) return;
  output.lines(...(daemon === null ? daemonMissing(home) : tellAgents(daemon)));
  output.hints(
    "npx makima open           another link, for another browser",
    "npx makima demo --yes     see it work, with a built-in agent that needs no key",
    'npx makima contract new --repo PATH --goal "…" --agent NAME --start',
    "npx makima inbox          what needs you",
    "Ctrl-C stops it; everything goes on from there at the next start",
  );
}

/** The link works once, so what opens by itself leaves none for the person: they get another by `makima open`. */
async function tellSignIn({ output, config }: Context, { world, opensBrowser }: Ready): Promise<void> {
  const url = await makeSignInUrl(world.client);
  const isOpened = opensBrowser && output.isLive && (await openBrowser(url, config.environment));
  output.lines(
    isOpened
      ? `${paint.good("✓")} opened in your browser`
      : `  sign in with this link, once, within ten minutes: ${paint.bold(url)}`,
  );
}

const daemonLimitMs = 15_000;

/** The one of this start, not of the last. Null when none came in time, or the person does not want it any more. */
async function awaitDaemon(
  client: Client,
  { signal, sinceMs }: { signal: AbortSignal; sinceMs: number },
): Promise<Daemon | null> {
  const deadlineMs = monotonicMs() + daemonLimitMs;
  while (!signal.aborted && monotonicMs() < deadlineMs) {
    const { items } = await client.listDaemons({ limit: 200 });
    const online = items.find(
      ({ status, lastSeenAt }) => status === "online" && Date.parse(lastSeenAt ?? "") >= sinceMs,
    );
    if (online !== undefined) return online;
    await sleep(50);
  }
  return null;
}

function tellAgents({ agents, name, maxTasks }: Daemon): string[] {
  return [
    `${paint.good("✓")} daemon ${cleanLine(name)} is online, for up to ${maxTasks} tasks at once`,
    ...agents.map((agent) => {
      const version = agent.version === null ? "" : paint.dim(` ${cleanLine(agent.version)}`);
      const problem = agent.problem === null ? "" : paint.warn(`  ${cleanLine(agent.problem)}`);
      const mark = agent.ready ? paint.good("●") : paint.bad("○");
      return `  ${mark} ${cleanLine(agent.name)}${version}${problem}`;
    }),
  ];
}

const daemonMissing = (home: string): string[] => [
  `${paint.warn("!")} the daemon has not come yet; its log is ${home}/logs/daemon.log`,
];
