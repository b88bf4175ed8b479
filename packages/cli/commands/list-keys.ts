// `makima key list`: the API keys, without their secrets.
import type { Key } from "@makima/protocol/keys";
import type { Command } from "commander";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";

export function listKeys(command: Command): void {
  act(command, async ({ client, output }) => {
    const sdk = await client();
    const items: Key[] = [];
    for await (const key of sdk.pages(sdk.listKeys, { limit: 200 })) items.push(key);
    output.show(
      { items },
      {
        quiet: items.map(({ id }) => id).join("\n"),
        human: () =>
          output.table({
            head: ["ID", "NAME", "BEGINS", "SCOPE", "MADE", "USED"],
            rows: items.map((key) => [
              { text: shortId(key.id), paint: paint.dim },
              key.name,
              key.prefix,
              key.revokedAt === null ? key.scope : { text: "revoked", paint: paint.bad },
              formatAgo(key.createdAt, nowMs()),
              key.lastUsedAt === null ? "never" : formatAgo(key.lastUsedAt, nowMs()),
            ]),
          }),
      },
    );
  });
}
