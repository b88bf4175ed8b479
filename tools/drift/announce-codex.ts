// What Codex announces: the methods of its app-server with their fields, and its answer to the handshake.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Announced, fieldsOf } from "./announced.ts";
import { askByJsonRpc } from "./ask-by-json-rpc.ts";
import { type AgentProgram, converse, printed } from "./conversation.ts";
import { readFlags } from "./read-flags.ts";

export async function announceCodex(program: AgentProgram): Promise<Announced> {
  const folder = join(program.cwd, "schema");
  await printed(program, ["app-server", "generate-json-schema", "--experimental", "--out", folder]);
  const read = async (name: string): Promise<Schema> =>
    JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")) as Schema;
  const notifications = await read("ServerNotification");
  return {
    "flags of app-server": readFlags(await printed(program, ["app-server", "--help"])),
    requests: methodsOf(await read("ClientRequest")),
    "requests of its own": methodsOf(await read("ServerRequest")),
    notifications: methodsOf(notifications),
    items: variantsOf(notifications.definitions["ThreadItem"]),
    "answer to initialize": await shakeHands(program),
  };
}

interface Property {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly anyOf?: readonly Property[];
}

interface Variant {
  readonly properties?: Readonly<Record<string, Property | boolean>>;
}

interface Definition extends Variant {
  readonly oneOf?: readonly Variant[];
}

/** As far as it is read, of what Codex generates. */
interface Schema {
  readonly oneOf: readonly Variant[];
  readonly definitions: Readonly<Record<string, Definition>>;
}

function methodsOf({ oneOf, definitions }: Schema): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { properties = {} } of oneOf) {
    const method = literalOf(properties["method"]);
    found[method] = "";
    const { params } = properties;
    const named = typeof params === "object" ? definitions[lastPart(params.$ref)] : undefined;
    addFields(found, method, named?.properties);
  }
  return found;
}

function variantsOf(union: Definition | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { properties = {} } of union?.oneOf ?? []) {
    const type = literalOf(properties["type"]);
    found[type] = "";
    addFields(found, type, properties);
  }
  return found;
}

function addFields(found: Record<string, string>, owner: string, fields: Variant["properties"] = {}): void {
  for (const [name, field] of Object.entries(fields)) found[`${owner}.${name}`] = typeOf(field);
}

function typeOf(field: Property | boolean): string {
  if (typeof field === "boolean") return "anything";
  const { type, $ref, anyOf = [] } = field;
  if ($ref !== undefined) return lastPart($ref);
  if (anyOf.length > 0)
    return anyOf.map((one) => (one.$ref === undefined ? String(one.type) : lastPart(one.$ref))).join(" | ");
  return [type ?? "anything"].flat().join(" | ");
}

const literalOf = (field: Property | boolean | undefined): string =>
  typeof field === "object" ? String(field.enum?.[0]) : "";

const lastPart = (reference = ""): string => reference.slice(reference.lastIndexOf("/") + 1);

function shakeHands(program: AgentProgram): Promise<Record<string, string>> {
  const params = {
    clientInfo: { name: "makima", title: "makima", version: "0.1.0" },
    capabilities: { experimentalApi: true, requestAttestation: false },
  };
  return converse(program, {
    args: ["app-server"],
    talk: async (conversation) =>
      fieldsOf(await askByJsonRpc(conversation, { id: 1, method: "initialize", params })),
  });
}
