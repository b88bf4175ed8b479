// The faults of a soak. Each does its harm, lasts as long as it is told, and heals; several may overlap.
import { findAgents } from "../agent-processes.ts";
import { moveClock } from "../clock.ts";
import { onDatabase } from "../database.ts";
import { sleep } from "../ports/clock.ts";
import type { HeldDirection } from "../ports/link-proxy.ts";
import type { Random } from "./random.ts";
import type { SoakWorld } from "./world.ts";

/** The places of each list that are under a fault now: no second one strikes there before it is healed. */
export type Busy = Map<readonly unknown[], Set<number>>;

type Strike = { world: SoakWorld; random: Random; busy: Busy };

export type Fault = {
  name: string;
  /** how often it is drawn beside the others */
  weight: number;
  /** a fault of the whole machine lets no other one begin before it is healed */
  isAlone?: boolean;
  /** why this machine cannot have it; null when it can */
  cannot?: (world: SoakWorld) => string | null;
  strike: (strike: Strike) => Promise<void>;
};

const needsDisk = ({ disk }: SoakWorld): string | null => disk.problem;

const HELD: readonly HeldDirection[] = ["to_server", "to_daemon", "both"];

export const FAULTS: readonly Fault[] = [
  {
    name: "daemon killed",
    weight: 4,
    strike: (strike) =>
      onOne(strike.world.daemons, strike, async (daemon, place) => {
        await daemon.kill();
        await sleep(strike.random.between(0, 6_000));
        await strike.world.restartDaemon(place);
      }),
  },
  {
    name: "server killed",
    weight: 4,
    strike: (strike) =>
      onOne(strike.world.servers, strike, async ({ program }, place) => {
        program.kill("SIGKILL");
        await program.exited;
        await sleep(strike.random.between(0, 3_000));
        await strike.world.restartServer(place);
      }),
  },
  {
    name: "agent killed",
    weight: 2,
    strike: async ({ world, random }) => {
      const agents = await findAgents(world.root);
      if (agents.length > 0) killNow(random.pick(agents));
    },
  },
  {
    name: "database killed",
    weight: 2,
    strike: async ({ world }) => {
      const pid = world.postgres.pid();
      if (pid !== null) killNow(pid);
      await sleep(500);
    },
  },
  {
    name: "database connection killed",
    weight: 3,
    strike: ({ world, random }) =>
      whenThere(() =>
        onDatabase(world.database.url, async (client) => {
          const { rows } = await client.query<{ pid: number }>(
            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by pid",
          );
          if (rows.length > 0) killNow(random.pick(rows).pid);
        }),
      ),
  },
  {
    name: "daemon paused",
    weight: 3,
    strike: (strike) =>
      onOne(strike.world.daemons, strike, async (daemon) => {
        daemon.pause();
        // longer than the lease as often as not: then it comes back as a zombie
        await sleep(strike.random.between(500, 9_000));
        daemon.resume();
      }),
  },
  {
    name: "server paused",
    weight: 2,
    strike: (strike) =>
      onOne(strike.world.servers, strike, async ({ program }) => {
        program.kill("SIGSTOP");
        await sleep(strike.random.between(500, 6_000));
        program.kill("SIGCONT");
      }),
  },
  {
    name: "link cut",
    weight: 4,
    strike: async ({ world: { links }, random }) => {
      for (let cuts = random.between(1, 4); cuts > 0; cuts--) {
        random.pick(links).cut();
        await sleep(random.between(50, 400));
      }
    },
  },
  {
    name: "link held",
    weight: 3,
    strike: (strike) =>
      onOne(strike.world.links, strike, async (link) => {
        link.hold(strike.random.pick(HELD));
        await sleep(strike.random.between(500, 8_000));
        if (strike.random.chance(0.5)) link.cut();
        link.release();
      }),
  },
  {
    name: "daemon at another server",
    weight: 1,
    strike: (strike) =>
      onOne(strike.world.links, strike, (link) => {
        link.carryTo(strike.random.pick(strike.world.servers).url);
        link.cut();
        return Promise.resolve();
      }),
  },
  {
    name: "an hour passed",
    weight: 1,
    strike: ({ world }) => whenThere(() => moveClock(world.database, "1 hour")),
  },
  {
    name: "disk full",
    weight: 1,
    cannot: needsDisk,
    strike: async ({ world: { disk }, random }) => {
      await disk.fill();
      await sleep(random.between(1_000, 4_000));
      await disk.empty();
    },
  },
  {
    name: "power cut",
    weight: 1,
    isAlone: true,
    cannot: needsDisk,
    strike: ({ world }) => world.losePower(),
  },
];

/** Another fault may have the database at the same moment: then it is tried until that one is healed. */
async function whenThere(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      await sleep(100);
    }
  }
}

const MAX_TRIES = 100;

/** Nothing happens where all of them are under a fault already. */
async function onOne<One>(
  all: readonly One[],
  { random, busy }: Strike,
  work: (one: One, place: number) => Promise<void>,
): Promise<void> {
  // A server that comes back is another object at the same place, so the list and the place are what is busy.
  const keys = busy.get(all) ?? new Set<number>();
  busy.set(all, keys);
  const free = all.flatMap((one, place) => (keys.has(place) ? [] : [{ one, place }]));
  if (free.length === 0) return;
  const { one, place } = random.pick(free);
  keys.add(place);
  try {
    await work(one, place);
  } finally {
    keys.delete(place);
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // it was faster
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
