// The door of bundles: requests that a daemon's key has signed, beside its socket, so that no large thing stands in the way of its frames.
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Refusal, refuseField } from "@makima/protocol/errors";
import { API_ROOT } from "@makima/protocol/http";
import {
  BUNDLES_PATH,
  bundleOffer,
  chainRequest,
  PART_BYTES,
  signedTransfer,
  standingRequest,
  TRANSFER_HEADERS,
} from "@makima/protocol/mesh";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { listWanted, offerBundle, readChain, readPart, receivePart } from "../../bundles/bundles.ts";
import { findTransfer, stands } from "../../daemons/daemons.ts";
import type { World } from "../../world.ts";

const signed = z.object({
  [TRANSFER_HEADERS.daemon]: z.uuid(),
  [TRANSFER_HEADERS.session]: z.coerce.number().int().min(1),
  [TRANSFER_HEADERS.signature]: z.base64().max(200),
});
const partParams = z.object({ id: z.uuid(), number: z.coerce.number().int().min(0) });

type By = { ownerId: string; daemonId: string };

export async function addBundleRoutes(app: FastifyInstance, world: World): Promise<void> {
  await app.register(async (door) => {
    takeBytes(door);
    const by = (request: FastifyRequest): Promise<By> => authenticate(world, request);
    const root = `${API_ROOT}${BUNDLES_PATH}`;
    door.post(`${root}/wanted`, async (request) => listWanted(world.db, await by(request)));
    door.post(`${root}/offer`, async (request) => {
      const daemon = await by(request);
      return offerBundle(world, { by: daemon, offer: parseBody(bundleOffer, request.body) });
    });
    door.post(`${root}/chain`, async (request) => {
      const { ownerId } = await by(request);
      return readChain(world.db, { ownerId, ...parseBody(chainRequest, request.body) });
    });
    door.post(`${root}/standing`, async (request) => {
      const daemon = await by(request);
      return stands(world.db, { ...daemon, ...parseBody(standingRequest, request.body) });
    });
    door.put(`${root}/:id/parts/:number`, async (request, reply) => {
      const { ownerId } = await by(request);
      await receivePart(world, { at: { ownerId, ...partOf(request) }, bytes: bytesOf(request.body) });
      return reply.code(204).send();
    });
    door.get(`${root}/:id/parts/:number`, async (request, reply) => {
      const { ownerId } = await by(request);
      const bytes = await readPart(world, { ownerId, ...partOf(request) });
      return reply.type("application/octet-stream").send(bytes);
    });
  });
}

/** The signature is over the bytes as they came, whatever they are. */
function takeBytes(door: FastifyInstance): void {
  door.removeAllContentTypeParsers();
  door.addContentTypeParser(
    ["application/json", "application/octet-stream"],
    { parseAs: "buffer", bodyLimit: PART_BYTES },
    (_request, body, done) => done(null, body),
  );
}

async function authenticate({ db }: World, request: FastifyRequest): Promise<By> {
  const headers = headersOf(request.headers);
  const daemonId = headers[TRANSFER_HEADERS.daemon];
  const session = headers[TRANSFER_HEADERS.session];
  const bodySha256 = createHash("sha256").update(bytesOf(request.body)).digest("hex");
  const [url = ""] = request.url.split("?");
  const path = url.slice(API_ROOT.length);
  const text = signedTransfer({ daemonId, session, method: request.method, path, bodySha256 });
  const signature = Buffer.from(headers[TRANSFER_HEADERS.signature], "base64");
  return findTransfer(db, { daemonId, session, text, signature });
}

function headersOf(headers: IncomingHttpHeaders): z.infer<typeof signed> {
  const parsed = signed.safeParse(headers);
  if (parsed.success) return parsed.data;
  if (headers.authorization !== undefined || headers["x-api-key"] !== undefined)
    throw new Refusal("WRONG_TOKEN_KIND", "this route is for daemons, which sign their requests");
  throw new Refusal("UNAUTHORIZED", "this request is not signed by a daemon");
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

function partOf({ params }: FastifyRequest): { bundleId: string; number: number } {
  const parsed = partParams.safeParse(params);
  if (!parsed.success) throw new Refusal("NOT_FOUND", "no such bundle or part");
  return { bundleId: parsed.data.id, number: parsed.data.number };
}

function parseBody<Shape>(shape: z.ZodType<Shape>, body: unknown): Shape {
  const parsed = shape.safeParse(parseJson(bytesOf(body)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuseField(issue?.path.join(".") ?? "body", issue?.message ?? "is of another shape");
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Refusal("BAD_JSON", "the body is no well-formed JSON");
  }
}
