// The figures that /metrics shows: requests by route, rounds by reconciler, and the process itself.
import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { countUnbundled } from "../../bundles/bundles.ts";
import { countInterrupted } from "../../daemons/daemons.ts";
import { countBehind } from "../../history/history.ts";
import type { RoundReport } from "../../reconcilers/reconciler.ts";
import type { World } from "../../world.ts";
import { refusedRecords } from "../mesh/refused-records.ts";

type Reports = () => readonly RoundReport[];

export type Metrics = { contentType: string; text(): Promise<string> };

export function createMetrics(app: FastifyInstance, world: World, reports: Reports): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "makima_http_request_seconds",
    help: "Time from a request's first byte to the last of its answer",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [registry],
  });
  app.addHook("onResponse", async ({ method, routeOptions }, reply) => {
    const labels = { method, route: routeOptions.url ?? "none", status: String(reply.statusCode) };
    requests.observe(labels, reply.elapsedTime / 1_000);
  });
  addRounds(registry, reports);
  addRefused(registry);
  addInterrupted(registry, world);
  addBehind(registry, world);
  addUnbundled(registry, world);
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

function addRounds(registry: Registry, reports: Reports): void {
  const figures = ["rounds", "failures", "did", "tookMs"] as const;
  for (const figure of figures) {
    const gauge = new Gauge({
      name: `makima_reconciler_${figure === "tookMs" ? "took_ms" : figure}`,
      help: `${figure} of a reconciler: counted since the start, or of its last round`,
      labelNames: ["reconciler"] as const,
      registers: [registry],
      collect: () => {
        for (const report of reports()) gauge.set({ reconciler: report.name }, report[figure]);
      },
    });
  }
}

function addRefused(registry: Registry): void {
  const gauge = new Gauge({
    name: "makima_mesh_records_refused",
    help: "Records of daemons that changed nothing since the start: fenced (of a run that is over), unknown, unfit",
    labelNames: ["record", "reason"] as const,
    registers: [registry],
    collect: () => {
      for (const { kind, taken, count } of refusedRecords())
        gauge.set({ record: kind, reason: taken }, count);
    },
  });
}

function addInterrupted(registry: Registry, { db, log }: World): void {
  const gauge = new Gauge({
    name: "makima_interrupted_runs",
    help: "Interrupted runs of active contracts: left to be restored, or held for a person",
    labelNames: ["standing"] as const,
    registers: [registry],
    collect: async () => {
      gauge.reset();
      const counts = await countInterrupted(db).catch(notCounted(log, "the interrupted runs"));
      if (counts === null) return;
      gauge.set({ standing: "left" }, counts.left);
      gauge.set({ standing: "held" }, counts.held);
    },
  });
}

/** How far histories and the search are behind what is written. */
function addBehind(registry: Registry, { db, log }: World): void {
  const gauge = new Gauge({
    name: "makima_history_behind",
    help: "Written, and not yet there: unnumbered in a history; words: messages, output: its pieces, that the search lacks",
    labelNames: ["lag"] as const,
    registers: [registry],
    collect: async () => {
      gauge.reset();
      const counts = await countBehind(db, null).catch(notCounted(log, "what histories lack"));
      for (const [lag, count] of Object.entries(counts ?? {})) gauge.set({ lag }, count);
    },
  });
}

/** Checkpoints whose only copy is on the machine that made them. */
function addUnbundled(registry: Registry, { db, log }: World): void {
  const gauge = new Gauge({
    name: "makima_checkpoints_unbundled",
    help: "Checkpoints that are on their daemon's machine alone: how many, and the age of the oldest in seconds",
    labelNames: ["figure"] as const,
    registers: [registry],
    collect: async () => {
      gauge.reset();
      const counts = await countUnbundled(db).catch(notCounted(log, "checkpoints without a bundle"));
      if (counts === null) return;
      gauge.set({ figure: "count" }, counts.checkpoints);
      gauge.set({ figure: "oldest_seconds" }, counts.oldestSeconds);
    },
  });
}

/** Without the database there is no such figure, and all the others are shown. */
const notCounted =
  (log: World["log"], what: string) =>
  (error: unknown): null => {
    log.debug({ err: error }, `${what} were not counted`);
    return null;
  };
