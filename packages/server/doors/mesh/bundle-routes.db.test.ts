// Who may send and fetch bundles: a daemon that signs what it sends, in the name of its present session, and nobody else.
import { createHash, type KeyObject, sign } from "node:crypto";
import { BUNDLES_PATH, PART_BYTES, signedTransfer, TRANSFER_HEADERS } from "@makima/protocol/mesh";
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { sendRaw } from "@makima/testkit/ports/send-raw";
import { look } from "@makima/testkit/runs";
import { startServer } from "@makima/testkit/server";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { createJoinToken, joinDaemon } from "../../daemons/daemons.ts";

const server = await startServer();
const of = await createTestWorld({}, server.database);
const { world, principal } = of;

type Known = { daemonId: string; privateKey: KeyObject; session: number };

async function join(): Promise<Known> {
  const { publicKey, privateKey } = newDaemonKey();
  const { token } = await createJoinToken(world, principal);
  const { daemonId } = await joinDaemon(world, token, { name: "machine", publicKey });
  await look(of, "update daemon set session = 3 where id = $1", [daemonId]);
  return { daemonId, privateKey, session: 3 };
}

type Ask = { method?: string; name?: string; body?: string; signedBody?: string };

async function ask(
  { daemonId, privateKey, session }: Known,
  { method = "POST", name = "wanted", body = "{}", signedBody = body }: Ask = {},
) {
  const path = `${BUNDLES_PATH}/${name}`;
  const bodySha256 = createHash("sha256").update(signedBody).digest("hex");
  const text = signedTransfer({ daemonId, session, method, path, bodySha256 });
  return send(
    { method, name, body },
    {
      [TRANSFER_HEADERS.daemon]: daemonId,
      [TRANSFER_HEADERS.session]: String(session),
      [TRANSFER_HEADERS.signature]: sign(null, Buffer.from(text), privateKey).toString("base64"),
    },
  );
}

async function send(
  { method = "POST", name = "wanted", body = "{}" }: Ask,
  headers: Readonly<Record<string, string>>,
) {
  const answer = await fetch(`${server.url}/api/v1${BUNDLES_PATH}/${name}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method === "GET" ? {} : { body }),
  });
  const said: unknown = await answer.json();
  return { status: answer.status, said };
}

test("a daemon that signs is answered", async () => {
  const known = await join();
  expect(await ask(known)).toEqual({ status: 200, said: { wanted: [] } });
  const chain = { contractId: world.ids.next(), commit: "a".repeat(40) };
  expect(await ask(known, { name: "chain", body: JSON.stringify(chain) })).toEqual({
    status: 200,
    said: { bundles: [] },
  });
  const standing = { commandId: world.ids.next() };
  expect(await ask(known, { name: "standing", body: JSON.stringify(standing) })).toEqual({
    status: 200,
    said: { stands: false },
  });
});

test.each<[string, (known: Known) => Promise<{ status: number }>]>([
  ["of another session", (known) => ask({ ...known, session: 2 })],
  ["with another key", (known) => ask({ ...known, privateKey: newDaemonKey().privateKey })],
  ["of an unknown daemon", (known) => ask({ ...known, daemonId: world.ids.next() })],
  ["whose body was changed", (known) => ask(known, { signedBody: '{"other": 1}' })],
  ["without a signature", () => send({}, {})],
])("a request %s is refused", async (_, request) => {
  expect(await request(await join())).toMatchObject({ status: 401, said: { code: "UNAUTHORIZED" } });
});

test("a person's key is of no use here", async () => {
  expect(await send({}, { authorization: `Bearer ${of.apiKey}` })).toMatchObject({
    status: 403,
    said: { code: "WRONG_TOKEN_KIND" },
  });
});

test("a revoked daemon is let nowhere", async () => {
  const known = await join();
  await look(of, "update daemon set revoked_at = app_now() where id = $1", [known.daemonId]);
  expect(await ask(known)).toMatchObject({ status: 401 });
});

test("what is of no shape, or not there, is told so", async () => {
  const known = await join();
  expect(await ask(known, { name: "offer", body: "{" })).toMatchObject({ said: { code: "BAD_JSON" } });
  expect(await ask(known, { name: "offer", body: '{"number": 0}' })).toMatchObject({
    said: { code: "VALIDATION" },
  });
  expect(await ask(known, { method: "GET", name: `${world.ids.next()}/parts/0`, body: "" })).toMatchObject({
    said: { code: "NOT_FOUND" },
  });
  expect(await ask(known, { method: "GET", name: "no-id/parts/0", body: "" })).toMatchObject({
    said: { code: "NOT_FOUND" },
  });
});

test("a part of full size comes through, and a larger one does not", async () => {
  const known = await join();
  const name = `${world.ids.next()}/parts/0`;
  expect(await ask(known, { method: "PUT", name, body: "x".repeat(PART_BYTES) })).toMatchObject({
    status: 404,
  });
  // It is refused by what it says of itself, so it is not sent: who still writes when the refusal comes may not get to read it.
  const larger = await sendRaw(`${server.url}/api/v1${BUNDLES_PATH}/${name}`, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream", "content-length": String(PART_BYTES + 1) },
  });
  expect(larger).toMatchObject({ status: 413, body: expect.stringContaining("TOO_LARGE") as unknown });
});
