// People at the API, each call with a key and tried again while nobody answers, who write down what they were told.
import { ApiError, type Client, createClient, ServerUnreachable } from "@makima/client";
import type { ClientCall, Evidence } from "../history/evidence.ts";
import { newName } from "../ports/random.ts";

export type Person = { name: string; client: Client };

export type Act = {
  person: Person;
  does: string;
  about: string;
  value: unknown;
  /** the same key is the same write, however often it is sent */
  send: (client: Client, idempotencyKey: string) => Promise<unknown>;
};

type Sent = Act & { key: string };

/** For how long a person tries again. */
const PATIENCE_MS = 60_000;

export const newPerson = (name: string, { url, apiKey }: { url: string; apiKey: string }): Person => ({
  name,
  client: createClient({ url, apiKey, patienceMs: PATIENCE_MS }),
});

/** What people did and were told, in one order. */
export class People {
  readonly calls: ClientCall[] = [];
  readonly #sent: Sent[] = [];
  #moment = 0;

  /** Gives the answer, or null when it was refused or nobody answered. */
  async do(act: Act): Promise<unknown> {
    const { person, does, about, value, send } = act;
    const key = newName("key");
    const call: ClientCall = {
      client: person.name,
      does,
      about,
      key,
      value,
      invokedAt: this.#next(),
      endedAt: 0,
      outcome: "unknown",
    };
    this.calls.push(call);
    try {
      const answer = await send(person.client, key);
      this.#sent.push({ ...act, key });
      Object.assign(call, { outcome: "ok", answer });
      return answer;
    } catch (error) {
      if (error instanceof ServerUnreachable) return null;
      if (!(error instanceof ApiError)) throw error;
      // What the server could not find out itself may have happened.
      const outcome = error.status >= 500 ? "unknown" : "fail";
      Object.assign(call, { outcome, code: error.code, answer: error.details?.["response"] });
      return null;
    } finally {
      call.endedAt = this.#next();
    }
  }

  /** Sends every write that went well once more, with its key. */
  async sendAgain(look: () => Promise<readonly string[]>): Promise<Evidence["replays"]> {
    const replays: Evidence["replays"] = [];
    for (const { does, key, send, person } of this.#sent) {
      const before = await look();
      const first = this.calls.find((call) => call.key === key)?.answer;
      const again = await send(person.client, key);
      const after = await look();
      replays.push({ does, key, first, again, changed: after.filter((fact) => !before.includes(fact)) });
    }
    return replays;
  }

  #next(): number {
    this.#moment += 1;
    return this.#moment;
  }
}
