// Makes a contract as a draft. Its repository is looked at by a daemon; the answer waits for that as long as one is there to do it.
import { branchOf, firstPhase } from "@makima/core/contract";
import type { Contract, NewContract } from "@makima/protocol/contracts";
import { statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { appendEvents, openJournal } from "../journal/journal.ts";
import { Unfinished } from "../pending.ts";
import type { Principal, World } from "../world.ts";
import { awaitContract } from "./await-contract.ts";
import { checkAgents } from "./check-agents.ts";
import { type RepositoryLocation, readLocation } from "./read-location.ts";
import { INSERT_REMOTE } from "./remote-writer.ts";
import { viewContract } from "./view-contract.ts";
import { INSERT_CONTRACT } from "./writer.ts";

/** How long the answer waits for the check of the repository. */
const CHECK_PATIENCE_MS = 30_000;

const NAME_LENGTH = 80;

const HAS_ONLINE_DAEMON = statement(
  "has-online-daemon",
  `select exists (select from daemon where owner_id = $1 and status = 'online' and revoked_at is null) as "isThere"`,
);

/** Throws VALIDATION or UNKNOWN_AGENT. A repository that turns out to be of no use is told in the contract's `repository.problem`. */
export async function createContract(
  world: World,
  principal: Principal,
  { body: input }: { body: NewContract },
): Promise<Contract> {
  const location = readLocation(input);
  const id = world.ids.next();
  const key = { ownerId: principal.ownerId, contractId: id };
  await world.db.transaction(async (tx) => {
    await checkAgents(tx, { ownerId: key.ownerId, names: agentsOf(input), options: input.agentOptions });
    await insertContract(tx, { principal, id, location, input });
    tx.onCommit(() => world.doorbell.ring(bell.work, bell.contract(id)));
    return new Unfinished(await viewContract(tx, key));
  });
  return awaitCheck(world, principal, { id });
}

/** The contract as it is when its repository has been looked at, or nobody is there to do it, or that takes too long. */
export async function awaitCheck(
  world: World,
  { ownerId }: Principal,
  { id }: { id: string },
): Promise<Contract> {
  const key = { ownerId, contractId: id };
  const daemon = await world.db.row<{ isThere: boolean }>(HAS_ONLINE_DAEMON, [ownerId]);
  if (daemon?.isThere === true)
    await awaitContract(world, {
      ...key,
      patienceMs: CHECK_PATIENCE_MS,
      until: ({ repositoryCheck }) => repositoryCheck !== "pending",
    });
  return viewContract(world.db, key);
}

const agentsOf = (input: NewContract): string[] => [
  input.supervisorAgent,
  ...(input.workerAgent === undefined ? [] : [input.workerAgent]),
  ...(input.reviewer === undefined ? [] : [input.reviewer.agent]),
];

type Insert = { principal: Principal; id: string; location: RepositoryLocation; input: NewContract };

async function insertContract(tx: Tx, { principal, id, location, input }: Insert): Promise<void> {
  const { ownerId, keyId } = principal;
  const name = input.name ?? nameOf(input.goal);
  const phase = firstPhase(input.type);
  tx.send(INSERT_CONTRACT, [
    ownerId,
    id,
    name,
    input.goal,
    input.type,
    phase,
    location.path,
    input.repository.baseBranch ?? null,
    branchOf({ name, id }),
    input.setup ?? null,
    input.teardown ?? null,
    JSON.stringify(input.copy),
    input.delivery,
    input.supervisorAgent,
    input.workerAgent ?? input.supervisorAgent,
    input.reviewer === undefined ? null : JSON.stringify(input.reviewer),
    input.phaseGuard,
    input.budget === undefined ? null : JSON.stringify(input.budget),
    input.priority,
    input.autoStart,
    location.url,
    input.trustRepository,
    input.includeUncommitted === true,
    input.includeUntracked === true,
    JSON.stringify(input.agentOptions),
  ]);
  if (location.url !== null) tx.send(INSERT_REMOTE, [ownerId, id]);
  await openJournal(tx, { ownerId, contractId: id });
  await appendEvents(tx, { ownerId, contractId: id }, [
    {
      type: "contract.created",
      actor: { kind: "person", id: keyId },
      phase,
      data: { name, type: input.type },
    },
  ]);
}

/** The first line of the goal that says something, as far as it fits, cut between two characters. */
function nameOf(goal: string): string {
  const line = goal.trim().split(/[\r\n]/)[0] ?? "";
  return Array.from(line.trim()).slice(0, NAME_LENGTH).join("");
}
