// A load on the running product: agents that talk and print without pause, and people who read over HTTP.
import { monotonicMs, sleep } from "../ports/clock.ts";
import { type Product, startScripted } from "./product.ts";

const AGENTS = 4;
const READERS = 8;
const STEPS = [
  { id: "again", say: "This is what an agent says while it works, again and again. ".repeat(16) },
  { print: { lines: 2_000 }, to: "tool" },
  { goto: "again", limit: 100_000 },
];

/** Says what was done in that time. The agents' contracts are cancelled at its end. */
export async function load(product: Product, seconds: number): Promise<string> {
  const { client, connection } = product;
  const contracts: string[] = [];
  for (let index = 0; index < AGENTS; index += 1)
    contracts.push((await startScripted(product, STEPS)).contractId);
  const untilMs = monotonicMs() + seconds * 1000;
  let reads = 0;
  const read = async (contractId: string | undefined) => {
    while (monotonicMs() < untilMs && contractId !== undefined) {
      await client.getContract({ id: contractId });
      await client.getTimeline({ contractId, limit: 50 });
      reads += 2;
    }
  };
  await Promise.all(Array.from({ length: READERS }, (_, index) => read(contracts[index % AGENTS])));
  for (const id of contracts) await client.cancelContract({ id });
  await sleep(3_000);
  const { rows } = await connection.query<{ messages: number; megabytes: number }>(
    "select (select count(*)::int from message) as messages, (select sum(output_bytes) / 1e6 from conversation)::int as megabytes",
  );
  return `load of ${seconds} s: ${reads} reads over HTTP, ${rows[0]?.messages} messages, ${rows[0]?.megabytes} MB of output`;
}
