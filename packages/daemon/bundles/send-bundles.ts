// Brings to the server what it lacks of this daemon's mirrors. It runs beside everything else: nothing ever waits for it, and a server that is
// away costs time only. What is wanted the server says, so that nothing has to be remembered here over a restart.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { WantedBundle } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import { monotonicMs, rest } from "../ports/clock.ts";
import { findMirror, type Store } from "../worktrees/worktrees.ts";
import { type BundleDoor, DoorRefused } from "./bundle-door.ts";
import { type MadeBundle, makeBundle, outFolder, readPartOf, removeBundle } from "./make-bundle.ts";

export interface SendParts {
  readonly store: Store;
  readonly door: Pick<BundleDoor, "wanted" | "offer" | "putPart">;
  readonly log: Logger;
}

/** When nobody wakes it: what is wanted changes only by what this daemon says. */
const idleMs = 15_000;
const afterFailureMs = 2_000;
/** What the server acknowledges comes in floods; it is asked no more often than this. */
const pauseMs = 200;
/** How long an acknowledgement may be the one of what was made. */
const expectedForMs = 10_000;

export class BundleSender {
  readonly #parts: SendParts;
  readonly #closing = new AbortController();
  #waking = new AbortController();
  #expectingUntilMs = 0;
  readonly #told = new Set<string>();
  readonly #ended: Promise<void>;

  constructor(parts: SendParts) {
    this.#parts = parts;
    this.#ended = this.#run();
  }

  /** Something was made that the server will want once it has heard of it. */
  expect(): void {
    this.#expectingUntilMs = monotonicMs() + expectedForMs;
  }

  /** The server has heard of something. */
  heard(): void {
    if (monotonicMs() < this.#expectingUntilMs) this.#waking.abort();
  }

  /** A connection is there (again). */
  wake(): void {
    this.#waking.abort();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#waking.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      this.#waking = new AbortController();
      const outcome = await this.#round().catch((error: unknown) => {
        const isAway = error instanceof DoorRefused && !error.isFinal;
        this.#parts.log[isAway ? "debug" : "warn"]({ err: error }, "bundles could not be sent; tried again");
        return "failed" as const;
      });
      if (outcome === "sent") continue;
      await rest(pauseMs, this.#closing.signal);
      await rest(outcome === "failed" ? afterFailureMs : idleMs, this.#waking.signal);
    }
  }

  /** One bundle of each task and contract; more may be wanted when these are there. */
  async #round(): Promise<"sent" | "idle"> {
    const wanted = await this.#parts.door.wanted();
    if (wanted.length === 0) {
      await removeLeftovers(this.#parts.store);
      return "idle";
    }
    let sent = 0;
    for (const one of wanted) {
      if (this.#closing.signal.aborted) return "idle";
      if (await this.#try(one)) sent += 1;
    }
    return sent > 0 ? "sent" : "idle";
  }

  /** What cannot be made stands in nobody's way, and is told once. */
  async #try(wanted: WantedBundle): Promise<boolean> {
    const { taskId, contractId, number } = wanted;
    const name = `${taskId ?? contractId} ${number}`;
    try {
      if (await this.#send(wanted)) return true;
      if (!this.#told.has(name))
        this.#parts.log.warn({ taskId, contractId, number }, "a bundle that is wanted was not sent");
    } catch (error) {
      if (error instanceof DoorRefused && !error.isFinal) throw error;
      if (!this.#told.has(name))
        this.#parts.log.error(
          { err: error, taskId, contractId, number },
          "a bundle could not be made or sent",
        );
    }
    this.#told.add(name);
    return false;
  }

  async #send(wanted: WantedBundle): Promise<boolean> {
    const { store, door, log } = this.#parts;
    const about = { taskId: wanted.taskId, contractId: wanted.contractId, number: wanted.number };
    const mirror = await findMirror(store, wanted.repositoryPath);
    const made = mirror === null ? null : await makeBundle(store, { mirror, wanted });
    if (made === null) return false;
    const status = await upload(door, { wanted, made }).catch(async (error: unknown) => {
      // Whatever is wrong with it, the next try makes it anew.
      if (error instanceof DoorRefused && error.isFinal) await removeBundle(made.file);
      throw error;
    });
    await removeBundle(made.file);
    if (status !== "complete") return false;
    log.info(about, "a bundle is at the server");
    return true;
  }
}

async function upload(
  door: SendParts["door"],
  { wanted, made }: { wanted: WantedBundle; made: MadeBundle },
): Promise<"complete" | "not_wanted"> {
  const { contractId, taskId, number, commit } = wanted;
  const offer = { contractId, taskId, number, commit, parent: made.parent, parts: [...made.parts] };
  for (;;) {
    const answer = await door.offer(offer);
    if (answer.status !== "missing") return answer.status;
    for (const part of answer.missing) {
      const size = made.parts[part]?.size ?? 0;
      const bytes = await readPartOf(made.file, { number: part, size });
      await door.putPart({ bundleId: answer.bundleId, number: part, bytes });
    }
  }
}

/** Files of what is not wanted any more. */
async function removeLeftovers(store: Store): Promise<void> {
  const names = await readdir(outFolder(store)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const name of names) await removeBundle(join(outFolder(store), name));
}
