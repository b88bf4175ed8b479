// `makima up`: database, server and daemon of this machine, for as long as it runs.
import { chmod, mkdir } from "node:fs/promises";
import type { Command } from "commander";
import { EXIT } from "../cli-error.ts";
import { act, type Context } from "../context.ts";
import { keepSample } from "../demo/make-sample.ts";
import { seedWorld } from "../demo/seed-world.ts";
import { homeUnusable } from "../home-unusable.ts";
import { monotonicMs } from "../ports/clock.ts";
import { awaitEnd } from "../supervision/await-end.ts";
import { startWorld, type World, type WorldNews } from "../supervision/start-world.ts";
import { tellReady } from "../supervision/tell-ready.ts";
import { tellRecovery } from "../supervision/tell-recovery.ts";
import { claimWorld } from "../supervision/world-file.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatDuration } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";

export function up(command: Command): void {
  command
    .option("--port <port>", "where the server listens (MAKIMA_PORT; 0 is any free port)")
    .option("--host <host>", "on which address (MAKIMA_HOST)")
    .option("--no-open", "open no browser")
    .option("--dev", "a world for development: with a sample repository and a contract under way");
  act<{ dev?: boolean; open: boolean }>(command, async (context, { options }) => {
    const startedMs = monotonicMs();
    await prepareHome(context.home);
    const file = await claimWorld(context.home);
    const starting = new AbortController();
    const end = awaitEnd(context.config.isHeldByParent);
    end.asked.addEventListener("abort", () => starting.abort());
    try {
      const world = await startWorld({
        config: context.config,
        file,
        signal: starting.signal,
        onNews: (news) => tellNews(context, news),
      });
      await file.update({ url: world.url });
      await tellReady(context, {
        world,
        tookMs: monotonicMs() - startedMs,
        opensBrowser: options.open,
        signal: end.asked,
      });
      await keepSample(context.home, context.config.environment["PATH"] ?? "");
      if (options.dev === true && !end.asked.aborted) await seedWorld(context, world.client);
      await Promise.race([tellRecovery(context, { client: world.client, signal: end.asked }), end.first]);
      await end.first;
      await stopAll(context, { world, now: end.second });
    } finally {
      end.release();
      await file.release();
    }
    // A person's Ctrl-C is the ordinary end of this command.
    process.exit(EXIT.done);
  });
}

async function prepareHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await chmod(home, 0o700);
  } catch (cause) {
    throw homeUnusable(home, cause);
  }
}

async function stopAll(
  context: Context,
  { world, now }: { world: World; now: Promise<void> },
): Promise<void> {
  const startedMs = monotonicMs();
  context.output.lines("", paint.dim("stopping daemon, server and database … (Ctrl-C once more: at once)"));
  await Promise.race([world.stop({ now: false }), now.then(() => world.stop({ now: true }))]);
  context.output.lines(`stopped in ${formatDuration(monotonicMs() - startedMs)}`);
}

function tellNews({ output }: Context, { part, kind, message, lines = [] }: WorldNews): void {
  if (output.isJson) {
    output.show({ part, kind, message, lines }, { human: () => [] });
    return;
  }
  const mark = { ready: paint.good("✓"), died: paint.warn("↯"), trouble: paint.bad("✗") }[kind];
  output.lines(`${mark} ${part} ${cleanLine(message)}`, ...lines.map((line) => `  ${cleanLine(line)}`));
}
