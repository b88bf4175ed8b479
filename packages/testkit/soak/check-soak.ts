// What a soak must have come to: for each contract the end that its program has, and for each person what they were told.
import { isDeepStrictEqual } from "node:util";
import { onDatabase } from "../database.ts";
import type { People, Started, Told } from "./people.ts";
import type { SoakWorld } from "./world.ts";

type Ended = {
  status: string;
  error: string | null;
  delivered: string | null;
  workers: string[];
  questions: string[];
  restorations: number;
};

export async function checkSoak(
  world: SoakWorld,
  people: People,
): Promise<{ violations: string[]; restorations: number }> {
  const violations: string[] = [];
  let restorations = 0;
  for (const started of people.started) {
    const ended = await readEnd(world, started);
    restorations += ended.restorations;
    violations.push(...(await checkEnd(world, { started, ended })));
  }
  return { violations: [...violations, ...(await checkAnswers(world, people.told))], restorations };
}

async function checkEnd(
  { repository }: SoakWorld,
  { started: { id, branch, program }, ended }: { started: Started; ended: Ended },
): Promise<string[]> {
  const refs = (await repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads")).split("\n");
  if (ended.status === "completed" && !refs.includes(branch))
    return [`T9: contract ${id} is completed, and ${branch} is not there: ${ended.delivered}`];
  if (ended.status !== "completed") return [`T11: contract ${id} is ${ended.status}: ${ended.error}`];
  const found = Object.fromEntries(
    await Promise.all(
      Object.keys(program.end.files).map(
        async (file) => [file, await repository.show(branch, file)] as const,
      ),
    ),
  );
  return [
    ...differs(`T1: contract ${id}: workers`, { expected: program.end.workers, found: ended.workers }),
    ...differs(`Q1: contract ${id}: questions`, { expected: program.end.questions, found: ended.questions }),
    ...differs(`T9: contract ${id}: files of ${branch}`, {
      expected: program.end.files,
      found,
    }),
  ];
}

const differs = (what: string, { expected, found }: { expected: unknown; found: unknown }): string[] =>
  isDeepStrictEqual(expected, found)
    ? []
    : [`${what} are ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`];

function readEnd(world: SoakWorld, { id }: Started): Promise<Ended> {
  return onDatabase(world.database.url, async (client) => {
    const { rows } = await client.query<Ended>(
      `select c.status,
         concat_ws(' | ', c.error, (select string_agg(t.name || ': ' || t.error, ' | ') from task t where t.contract_id = c.id)) as error,
         (select string_agg(e.data::text, ' ' order by e.number) from event e where e.contract_id = c.id and e.type = 'contract.delivered') as delivered,
         array(select t.name from task t where t.contract_id = c.id and t.kind <> 'supervisor' order by t.created_at, t.id) as workers,
         array(select q.question from question q where q.contract_id = c.id and q.question_type = 'general' order by q.asked_at) as questions,
         (select count(*)::int from restoration r where r.contract_id = c.id) as restorations
       from contract c where c.id = $1`,
      [id],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`Q5: contract ${id} was acknowledged and is not there`);
    return row;
  });
}

/** A question is a register that is written once: whoever was told «ok» has written it, and whoever lost was told what is there. */
async function checkAnswers(world: SoakWorld, told: readonly Told[]): Promise<string[]> {
  const rows = await onDatabase(world.database.url, async (client) => {
    const found = await client.query<{ id: string; response: unknown }>("select id, response from question");
    return new Map(found.rows.map(({ id, response }) => [id, response]));
  });
  return told.flatMap(({ questionId, response, outcome, winner }) => {
    const stands = rows.get(questionId);
    if (outcome === "ok" && !isDeepStrictEqual(stands, response))
      return [
        `Q5: ${questionId} was answered with ${JSON.stringify(response)} and has ${JSON.stringify(stands)}`,
      ];
    if (outcome === "conflict" && !isDeepStrictEqual(stands, winner))
      return [
        `Q2: the winner of ${questionId} was said to be ${JSON.stringify(winner)} and is ${JSON.stringify(stands)}`,
      ];
    return [];
  });
}
