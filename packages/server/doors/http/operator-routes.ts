// What operators and their probes ask for, outside of the API: health, readiness, metrics, and the API's description.
import type { FastifyInstance } from "fastify";
import { statement } from "../../db/database.ts";
import type { RoundReport } from "../../reconcilers/reconciler.ts";
import type { World } from "../../world.ts";
import type { Authenticate } from "./authenticate.ts";
import { createMetrics } from "./metrics.ts";
import { openApi } from "./openapi.ts";

const ANSWERS = statement("answers", "select 1");
const READY_WITHIN_MS = 1_000;
/** So many failed rounds in a row are no accident. */
const FAILING_ROUNDS = 3;

export type Reports = () => readonly RoundReport[];

export function addOperatorRoutes(
  app: FastifyInstance,
  world: World,
  { authenticate, reports }: { authenticate: Authenticate; reports: Reports },
): void {
  const metrics = createMetrics(app, world, reports);
  // Made when it is asked for first: a server that comes up again has people waiting for other things.
  let description: string | null = null;
  app.get("/health", () => ({ status: "ok", storage: world.space.report() }));
  app.get("/ready", async (_request, reply) => {
    const database = await databaseAnswers(world);
    const failing = reports().filter(({ failedInARow }) => failedInARow >= FAILING_ROUNDS);
    const storage = world.space.report();
    const ready = database && failing.length === 0 && storage.state !== "full";
    return reply.code(ready ? 200 : 503).send({ ready, database, storage, reconcilers: reports() });
  });
  app.get("/openapi.json", (_request, reply) => {
    description ??= JSON.stringify(openApi());
    return reply.type("application/json").send(description);
  });
  app.get("/metrics", async (request, reply) => {
    if (!isLoopback(request.ip)) await authenticate(request.headers);
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** It may take its time elsewhere; a probe wants to know how it is now. */
async function databaseAnswers({ db, clock, log }: World): Promise<boolean> {
  const answers = db.row(ANSWERS, []).then(
    () => true,
    (error: unknown) => {
      log.debug({ err: error }, "the database did not answer a probe");
      return false;
    },
  );
  return Promise.race([answers, clock.sleep(READY_WITHIN_MS).then(() => false)]);
}

const isLoopback = (ip: string): boolean => ip === "::1" || /^(::ffff:)?127\./.test(ip);
