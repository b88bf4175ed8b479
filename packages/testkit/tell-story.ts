// What happened in a story, for whoever reads why it failed: the journal, what the agents did, and what the programs logged.
import { type AgentLine, readAgentLog } from "./agent-log.ts";
import type { TestDaemon } from "./daemon.ts";
import { onDatabase, type TestDatabase } from "./database.ts";
import type { TestServer } from "./server.ts";

type Told = {
  database: TestDatabase;
  agentLog: string;
  servers: readonly TestServer[];
  daemons: readonly TestDaemon[];
};

export async function tellStory({ database, agentLog, servers, daemons }: Told): Promise<string> {
  const journal = await readJournal(database);
  return [
    ...section("journal", journal),
    ...section("agents", (await readAgentLog(agentLog)).map(tellLine)),
    ...servers.flatMap(({ program }, place) => section(`server ${place}`, [program.errors()])),
    ...daemons.flatMap((daemon) => section(daemon.name, [daemon.log()])),
    "",
  ].join("\n");
}

function readJournal({ url }: TestDatabase): Promise<string[]> {
  return onDatabase(url, async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `select concat_ws(' ', to_char(e.created_at, 'HH24:MI:SS.MS'), e.number, c.name, coalesce(t.name, 'the contract'), e.type, e.data) as line
       from event e join contract c on c.owner_id = e.owner_id and c.id = e.contract_id left join task t on t.owner_id = e.owner_id and t.id = e.task_id order by e.created_at, e.number`,
    );
    return rows.map(({ line }) => line);
  });
}

const longest = 300;

function tellLine({ atMs, sessionId, type, kind, ...details }: AgentLine): string {
  const time = new Date(atMs).toISOString().slice(11, 23);
  return `${time} ${sessionId.slice(-6)} ${type} ${kind} ${JSON.stringify(details)}`.slice(0, longest);
}

const section = (title: string, lines: readonly string[]): string[] => [`=== ${title}`, ...lines];
