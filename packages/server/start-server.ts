// Starts a server: schema, first owner, doors, reconcilers, in this order, and stops it in the opposite one.
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import { readCredentials, writeCredentials } from "./credentials.ts";
import { classify } from "./db/failure.ts";
import { migrate } from "./db/migrate.ts";
import { linkDoorbell } from "./link-doorbell.ts";
import { createFirstOwner, findKey } from "./owners/owners.ts";
import { sha256 } from "./ports/ids.ts";
import { listen } from "./ports/listen.ts";
import { type RunningReconciler, startReconciler } from "./reconcilers/reconciler.ts";
import { reconcilersOf } from "./reconcilers/reconcilers.ts";
import type { World } from "./world.ts";

export type RunningServer = {
  url: string;
  /** Takes no more requests, tells the streams, ends what runs, and closes the database's connections. */
  stop(): Promise<void>;
};

const STOP_WITHIN_MS = 4_500;

/** Throws `MigrationRefused` and `CannotListen`, whose messages say what to do. */
export async function startServer(world: World): Promise<RunningServer> {
  const { config } = world;
  await prepareDatabase(world);
  await createFirstOwner(world, ({ apiKey }) =>
    writeCredentials(config, { url: urlOf(config), apiKey, keepOld: true }),
  );
  const loops: RunningReconciler[] = [];
  const app = await createApp(world, { reports: () => loops.map((loop) => loop.report()) });
  const port = await listen(app, config);
  const url = urlOf({ ...config, port });
  await noteAddress(world, url);
  const unlink = linkDoorbell(world);
  loops.push(...reconcilersOf(world).map((reconciler) => startReconciler(world, reconciler)));
  return {
    url,
    stop: async () => {
      const stopped = Promise.all([closeApp(app), unlink(), ...loops.map((loop) => loop.stop())]);
      await Promise.race([stopped, world.clock.sleep(STOP_WITHIN_MS)]);
      await Promise.race([world.db.close(), world.clock.sleep(500)]);
    },
  };
}

async function prepareDatabase({ db, log }: World): Promise<void> {
  const client = await db.connect().catch((cause: unknown) => {
    if (classify(cause) !== "connection") throw cause;
    const mend = "start it, or mend MAKIMA_DATABASE_URL; without that setting makima brings its own";
    throw new Error(`the database does not answer: ${mend}`, { cause });
  });
  try {
    const applied = await migrate(client);
    if (applied > 0) log.info({ applied }, "the database has the schema of this makima");
  } finally {
    await client.end();
  }
}

/** The CLI finds the server by this file, so its address follows the server, as long as its key is one of this database. */
async function noteAddress({ config, db }: World, url: string): Promise<void> {
  const known = await readCredentials(config);
  if (known === null || known.url === url) return;
  if ((await findKey(db, sha256(known.apiKey))) === null) return;
  await writeCredentials(config, { ...known, url, keepOld: false });
}

function urlOf({ host, port }: { host: string; port: number }): string {
  // A server on all addresses is called by the one that every machine has.
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

const closeApp = async (app: FastifyInstance): Promise<void> => app.close();
