// A stand-in for a daemon with many running agents: it joins and beats over the real mesh door, and its agents are rows alone.
import { API_ROOT } from "@makima/protocol/http";
import type { MeshRecord, ServerFrame } from "@makima/protocol/mesh";
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { greet, openLink } from "@makima/testkit/ports/open-link";
import { monotonicMs, sleep } from "../ports/clock.ts";
import type { Product } from "./product.ts";

export type StandInDaemon = {
  /** All of its agents have something new. Gives the milliseconds until the server has acknowledged it. */
  beat(): Promise<number>;
  /** its agents' tasks */
  tasks: readonly { contractId: string; taskId: string }[];
  /** Says what an agent did; resolves when the server has committed it. */
  say(record: MeshRecord): Promise<void>;
  close(): void;
};

// Supervisors in the middle of their turns, as many as are wanted, on one daemon.
const PLANT = [
  `create temporary table planted as
     select (select id from owner) as owner_id, gen_random_uuid() as contract_id, gen_random_uuid() as task_id, gen_random_uuid() as segment_id
     from generate_series(1, $1)`,
  `insert into contract (owner_id, id, name, goal, type, phase, status, repository_path, branch, supervisor_agent, worker_agent)
     select owner_id, contract_id, 'planted', 'a goal', 'simple', 'plan', 'active', '/nowhere', 'makima/planted', 'none', 'none' from planted`,
  "insert into journal (owner_id, contract_id) select owner_id, contract_id from planted",
  `insert into task (owner_id, id, contract_id, name, ref_name, plan, kind, status, agent, epoch, branch, daemon_id)
     select owner_id, task_id, contract_id, 'planted', 'planted', 'a plan', 'supervisor', 'running', 'none', 1, 'makima/planted', $1 from planted`,
  "update contract c set supervisor_task_id = p.task_id from planted p where p.contract_id = c.id",
  `insert into segment (owner_id, id, task_id, start_seq, start_index, reason)
     select owner_id, segment_id, task_id, 1, 0, 'first' from planted`,
  `insert into conversation (owner_id, task_id, contract_id, epoch, daemon_id, segment_id, segment_start_seq, segment_start_index)
     select owner_id, task_id, contract_id, 1, $1, segment_id, 1, 0 from planted`,
  `insert into run (owner_id, task_id, epoch, daemon_id, status, turn, started_at)
     select owner_id, task_id, 1, $1, 'turning', 1, app_now() from planted`,
  "insert into supervisor (owner_id, contract_id, task_id, state, phase) select owner_id, contract_id, task_id, 'working', 'plan' from planted",
];

/** Its agents are there from the beginning. Throws when the server does not let it in. */
export async function startStandIn(product: Product, { agents }: { agents: number }): Promise<StandInDaemon> {
  const { daemonId, privateKey } = await join(product);
  const tasks = await plant(product, { agents, daemonId });
  const link = await openLink(product.url);
  const live = tasks.map(({ taskId }) => ({ taskId, epoch: 1 }));
  greet(link, { daemonId, bootId: daemonId, privateKey, live });
  const heard = async (isIt: (frame: ServerFrame) => boolean): Promise<void> => {
    while (!link.frames.some(isIt)) await sleep(1);
  };
  await heard(({ kind }) => kind === "welcome");
  link.send({ kind: "caught_up" });
  await heard(({ kind }) => kind === "ready");
  let beats = 0;
  let seq = 0;
  return {
    tasks,
    say: async (record) => {
      seq += 1;
      const own = seq;
      link.send({ kind: "records", records: [{ seq: own, record }] });
      await heard((frame) => frame.kind === "ack" && frame.upTo >= own);
    },
    close: () => link.close(),
    beat: async () => {
      beats += 1;
      const sentAtMs = monotonicMs();
      const said = {
        version: beats,
        activity: `Reads the file number ${beats} of many`,
        progress: beats % 100,
      };
      const runs = live.map((run) => ({ ...run, ...said, pendingTaskIds: [run.taskId] }));
      link.send({
        kind: "heartbeat",
        sentAtMs,
        strain: null,
        processes: runs.length,
        isWhole: beats % 6 === 1,
        runs,
      });
      await heard((frame) => frame.kind === "heartbeat_ack" && frame.sentAtMs === sentAtMs);
      return monotonicMs() - sentAtMs;
    },
  };
}

async function join({ client, url }: Product): Promise<{ daemonId: string } & Pick<KeyPair, "privateKey">> {
  const { token } = await client.createJoinToken();
  const { publicKey, privateKey } = newDaemonKey();
  const answer = await fetch(`${url}${API_ROOT}/mesh/join`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "a stand-in", publicKey }),
  });
  if (!answer.ok) throw new Error(`the server did not let the stand-in join: ${await answer.text()}`);
  const { daemonId } = (await answer.json()) as { daemonId: string };
  return { daemonId, privateKey };
}

type KeyPair = ReturnType<typeof newDaemonKey>;

async function plant(
  { connection }: Product,
  { agents, daemonId }: { agents: number; daemonId: string },
): Promise<{ contractId: string; taskId: string }[]> {
  await connection.query("begin");
  for (const text of PLANT) {
    const [value] = text.includes("generate_series") ? [agents] : text.includes("$1") ? [daemonId] : [];
    // a table is not made with parameters: this one is a number of ours
    const isTable = text.startsWith("create");
    await connection.query(
      isTable ? text.replace("$1", String(agents)) : { text, values: value === undefined ? [] : [value] },
    );
  }
  await connection.query("commit");
  const { rows } = await connection.query<{ contractId: string; taskId: string }>(
    'select contract_id as "contractId", task_id as "taskId" from planted',
  );
  return rows;
}
