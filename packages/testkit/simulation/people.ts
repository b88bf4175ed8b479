// People: they answer, twice and from two tabs, write, pause, move on and cancel. Each request has a key and is sent again until it is
// known what came of it.
import { createHash } from "node:crypto";
import { Refusal } from "@makima/protocol/errors";
import type { NewBranch, NewFork } from "@makima/protocol/forks";
import type { RewindConversation, RewindTask } from "@makima/protocol/rewinds";
import { giveAnswer } from "@makima/server/calls/calls";
import { runOnce } from "@makima/server/doors/http/idempotency/run-once";
import { branchFromTask, forkTask } from "@makima/server/forks/forks";
import { getQuestion } from "@makima/server/questions/questions";
import { resumeTask } from "@makima/server/resumption/resumption";
import { rewindConversation, rewindTask } from "@makima/server/rewinds/rewinds";
import {
  cancelContract,
  changePhase,
  pauseContract,
  startContract,
} from "@makima/server/supervisors/supervisors";
import { getTask, messageTask } from "@makima/server/tasks/tasks";
import type { Principal, World } from "@makima/server/world";
import { actAs } from "./simulated-clock.ts";
import type { SimulatedServer } from "./simulated-server.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

export type RequestKind =
  | "answer"
  | "message"
  | "pause"
  | "start"
  | "phase"
  | "cancel"
  | "resume"
  | "rewind task"
  | "rewind conversation"
  | "fork"
  | "branch"
  | "look at question"
  | "look at task";

export type PersonRequest = {
  kind: RequestKind;
  /** another owner, to whom nothing of this is there */
  isStranger: boolean;
  key: string;
  /** of what: the question's, task's or contract's id */
  about: string;
  /** a text, or for going back and going on elsewhere the request itself as JSON */
  body: string;
  attempts: number;
  /** places in one order of all that people saw; Infinity while nothing came back */
  invokedAt: number;
  endedAt: number;
  state: "open" | "sent" | "over";
  at: SimulatedServer | null;
  outcome: { ok: true } | { ok: false; code: string; details: unknown } | null;
};

export class People {
  readonly requests: PersonRequest[] = [];
  readonly #world: SimulatedWorld;
  readonly #principals: { owner: Principal; stranger: Principal };
  #places = 0;

  constructor(world: SimulatedWorld, principals: { owner: Principal; stranger: Principal }) {
    this.#world = world;
    this.#principals = principals;
  }

  /** Those that wait to be sent, for the first time or again because their server died. */
  get open(): PersonRequest[] {
    for (const request of this.requests)
      if (request.state === "sent" && request.at?.node.isDead === true) request.state = "open";
    return this.requests.filter(({ state }) => state === "open");
  }

  get isAtRest(): boolean {
    return this.open.length === 0 && this.requests.every(({ state }) => state === "over");
  }

  wish(kind: RequestKind, about: string, body = ""): void {
    this.#open({ kind, about, body, isStranger: false });
  }

  /** Of what is another owner's. */
  tryAsStranger(kind: RequestKind, about: string): void {
    this.#open({ kind, about, body: "yes", isStranger: true });
  }

  #open(wished: Pick<PersonRequest, "kind" | "about" | "body" | "isStranger">): void {
    const { kind, about, body, isStranger } = wished;
    const key = this.#world.ids.next();
    const waiting = { attempts: 0, state: "open", at: null, outcome: null } as const;
    const places = { invokedAt: ++this.#places, endedAt: Number.POSITIVE_INFINITY };
    this.requests.push({ ...wished, key, ...waiting, ...places });
    this.#world.note(`${isStranger ? "stranger" : "person"}: ${kind} ${about} ${body}`);
  }

  send(request: PersonRequest, server: SimulatedServer): void {
    request.attempts += 1;
    request.state = "sent";
    request.at = server;
    const attempt = request.attempts;
    const hash = createHash("sha256").update(`${request.kind} ${request.about} ${request.body}`).digest();
    const once = {
      ownerId: this.#principalOf(request).ownerId,
      route: request.kind,
      key: request.key,
      hash,
      status: 200,
      isAnswer: () => true,
      sealWith: null,
    };
    const operate = actAs(server.node, () =>
      runOnce(server.world.db, once, (db) => this.#operate({ ...server.world, db }, request)),
    );
    operate.then(
      () => this.#end(request, { ok: true }),
      (error: unknown) => this.#fail(request, { error, attempt }),
    );
  }

  #principalOf({ isStranger }: PersonRequest): Principal {
    return isStranger ? this.#principals.stranger : this.#principals.owner;
  }

  #operate(world: World, request: PersonRequest): Promise<unknown> {
    const { kind, about, body } = request;
    const principal = this.#principalOf(request);
    const params = { id: about };
    switch (kind) {
      case "answer":
        return giveAnswer(world, principal, { params, body: { response: body } });
      case "message":
        return messageTask(world, principal, { params, body: { text: body } });
      case "resume":
        return resumeTask(world, principal, { params, body: { dryRun: false } });
      case "pause":
        return pauseContract(world, principal, { params, body: {} });
      case "start":
        return startContract(world, principal, { params });
      case "phase":
        return changePhase(world, principal, { params, body: { phase: body } });
      case "cancel":
        return cancelContract(world, principal, { params, body: {} });
      case "rewind task":
        return rewindTask(world, principal, { params, body: JSON.parse(body) as RewindTask });
      case "rewind conversation":
        return rewindConversation(world, principal, { params, body: JSON.parse(body) as RewindConversation });
      case "fork":
        return forkTask(world, principal, { params, body: JSON.parse(body) as NewFork });
      case "look at question":
        return getQuestion(world, principal, { params });
      case "look at task":
        return getTask(world, principal, { params });
      case "branch":
        return branchFromTask(world, principal, { params, body: JSON.parse(body) as NewBranch });
    }
  }

  #end(request: PersonRequest, outcome: NonNullable<PersonRequest["outcome"]>): void {
    request.state = "over";
    request.endedAt = ++this.#places;
    request.outcome = outcome;
    if (outcome.ok && request.attempts > 1) this.#world.count("a lost answer was sent again");
    if (request.isStranger) this.#world.count("a stranger asked");
    if (!outcome.ok && outcome.code === "ALREADY_ANSWERED") this.#world.count("a double answer got 409");
  }

  /** A refusal is an answer; everything else is tried again with the same key. */
  #fail(request: PersonRequest, { error, attempt }: { error: unknown; attempt: number }): void {
    if (request.attempts !== attempt) return;
    if (error instanceof Refusal) {
      this.#end(request, { ok: false, code: error.code, details: error.details });
      return;
    }
    request.state = "open";
  }
}
