// The daemon's way to the server for bundles: HTTP requests that its key has signed, in the name of the link's present session.
import { createHash } from "node:crypto";
import {
  BUNDLES_PATH,
  type BundleOffer,
  type ChainBundle,
  chainAnswer,
  offerAnswer,
  signedTransfer,
  standingAnswer,
  TRANSFER_HEADERS,
  type WantedBundle,
  wantedAnswer,
} from "@makima/protocol/mesh";
import type { z } from "zod";
import type { Identity } from "../identity/ensure-identity.ts";

/** `isFinal`: asking again would not help. */
export class DoorRefused extends Error {
  override readonly name = "DoorRefused";
  readonly isFinal: boolean;

  constructor(message: string, options: { isFinal: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.isFinal = options.isFinal;
  }
}

const answersWithinMs = 120_000;

/** Every method throws `DoorRefused`. */
export class BundleDoor {
  readonly #base: URL;
  readonly #identity: Identity;
  #session: number | null = null;

  /** `apiUrl`: `http(s)://host/api/v1`. */
  constructor({ apiUrl, identity }: { apiUrl: string; identity: Identity }) {
    this.#base = new URL(apiUrl);
    this.#identity = identity;
  }

  /** The link was welcomed with this session. */
  enter(session: number): void {
    this.#session = session;
  }

  async wanted(): Promise<readonly WantedBundle[]> {
    return (await this.#ask("wanted", {}, wantedAnswer)).wanted;
  }

  offer(offer: BundleOffer): Promise<z.infer<typeof offerAnswer>> {
    return this.#ask("offer", offer, offerAnswer);
  }

  async chain(of: { contractId: string; commit: string }): Promise<readonly ChainBundle[]> {
    return (await this.#ask("chain", of, chainAnswer)).bundles;
  }

  async stands(commandId: string): Promise<boolean> {
    return (await this.#ask("standing", { commandId }, standingAnswer)).stands;
  }

  async putPart({ bundleId, number, bytes }: PartOf & { bytes: Buffer }): Promise<void> {
    await this.#call("PUT", `${bundleId}/parts/${number}`, { type: "application/octet-stream", bytes });
  }

  getPart({ bundleId, number }: PartOf): Promise<Buffer> {
    return this.#call("GET", `${bundleId}/parts/${number}`, null);
  }

  async #ask<Answer>(name: string, body: object, shape: z.ZodType<Answer>): Promise<Answer> {
    const bytes = Buffer.from(JSON.stringify(body));
    const answer = await this.#call("POST", name, { type: "application/json", bytes });
    return shape.parse(JSON.parse(answer.toString("utf8")));
  }

  async #call(method: string, name: string, body: { type: string; bytes: Buffer } | null): Promise<Buffer> {
    const session = this.#session;
    if (session === null) throw new DoorRefused("the server is not there yet", { isFinal: false });
    const { daemonId } = this.#identity;
    const bodySha256 = createHash("sha256")
      .update(body?.bytes ?? "")
      .digest("hex");
    const path = `${BUNDLES_PATH}/${name}`;
    const signature = this.#identity.sign(signedTransfer({ daemonId, session, method, path, bodySha256 }));
    const answer = await fetch(`${this.#base.href}${path}`, {
      method,
      headers: {
        [TRANSFER_HEADERS.daemon]: daemonId,
        [TRANSFER_HEADERS.session]: String(session),
        [TRANSFER_HEADERS.signature]: signature,
        ...(body === null ? {} : { "content-type": body.type }),
      },
      body: body === null ? null : new Uint8Array(body.bytes),
      signal: AbortSignal.timeout(answersWithinMs),
    }).catch((cause: unknown) => {
      throw new DoorRefused("the server does not answer", { isFinal: false, cause });
    });
    const bytes = Buffer.from(await answer.arrayBuffer().catch(refuseBroken));
    if (answer.ok) return bytes;
    const said = bytes.toString("utf8").slice(0, 500);
    // Another session, or a server that is busy or away, is a matter of time.
    const isFinal = answer.status >= 400 && answer.status < 500 && ![401, 408, 429].includes(answer.status);
    throw new DoorRefused(`the server answered ${method} ${path} with ${answer.status}: ${said}`, {
      isFinal,
    });
  }
}

type PartOf = { bundleId: string; number: number };

function refuseBroken(cause: unknown): never {
  throw new DoorRefused("the server's answer broke off", { isFinal: false, cause });
}
