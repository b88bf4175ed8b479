// What people get wrong, through the real command line and over HTTP: each is refused with the field by name and with what to do about it.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sendRaw } from "@makima/testkit/ports/send-raw";
import { type MakimaEnded, runMakima } from "@makima/testkit/run-makima";
import { openStory, type Story } from "@makima/testkit/story";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";

/** As a person calls it, with a home of its own that knows no server. */
function makimaOf(story: Story): (...args: string[]) => Promise<MakimaEnded> {
  const { url, apiKey } = serverOf(story);
  const home = join(story.root, "person");
  const environment = { HOME: home, MAKIMA_HOME: home, MAKIMA_URL: url, MAKIMA_API_KEY: apiKey };
  return (...args) => runMakima(args, { environment });
}

function serverOf({ servers }: Story): { url: string; apiKey: string } {
  const [server] = servers;
  if (server === undefined) throw new Error("the story has a server");
  return server;
}

const EXIT = { failed: 1, usage: 2, notFound: 3, notAllowed: 5, outOfReach: 6 } as const;

test("repositories that cannot be worked on are told by what is wrong with them, and with the mend", async () => {
  const story = await openStory();
  const { root, repository } = story;
  const makima = makimaOf(story);
  await mkdir(join(root, "plain", "below"), { recursive: true });
  await writeFile(join(root, "file"), "");
  await mkdir(join(root, "empty"));
  await repository.git("init", "--quiet", join(root, "empty"));
  await repository.git("clone", "--quiet", repository.path, join(root, "detached"));
  await repository.git("-C", join(root, "detached"), "checkout", "--quiet", "--detach");

  const refusals: [string, string[], RegExp, RegExp][] = [
    ["plain", [], /plain is no git repository/, /→ Run "git init" there/],
    ["file", [], /file is a file/, /→ Give the folder of a git repository/],
    ["nowhere", [], /There is no .*nowhere on the daemon's machine/, /→ Check the path/],
    ["empty", [], /empty has no commit yet/, /→ Make a first commit/],
    ["detached", [], /detached has no branch checked out/, /→ Name the base branch/],
    ["repository", ["--base", "release"], /no branch "release"/, /→ Choose one that exists: main/],
    ["repository", ["--base", "--upload-pack=x"], /no branch "--upload-pack=x"|baseBranch/, /→/],
  ];
  for (const [folder, more, problem, mend] of refusals) {
    const repo = ["--repo", join(root, folder), ...more];
    const { exitCode, stderr, stdout } = await makima(
      "contract",
      "new",
      ...repo,
      "--goal",
      "g",
      "--agent",
      "scripted",
    );
    expect([folder, exitCode, stdout]).toEqual([folder, EXIT.failed, ""]);
    expect(stderr).toMatch(problem);
    expect(stderr).toMatch(mend);
  }
  const detached = ["--repo", join(root, "detached"), "--base", "main", "--goal", "g", "--agent", "scripted"];
  expect((await makima("contract", "new", ...detached)).exitCode).toBe(0);
});

test("goals, agents, ids, keys and addresses, at the command line", async () => {
  const story = await openStory();
  const { root, repository } = story;
  const makima = makimaOf(story);
  await writeFile(join(root, "large"), "g".repeat(1024 * 1024));
  const make = ["contract", "new", "--repo", repository.path];
  const { url } = serverOf(story);
  const unknownId = "01890000-0000-7000-8000-000000000001";

  const refusals: [string[], number, RegExp][] = [
    [[...make, "--agent", "scripted", "--goal", ""], EXIT.usage, /goal: /],
    [[...make, "--agent", "scripted", "--goal", " \n "], EXIT.usage, /goal: is blank/],
    [[...make, "--agent", "scripted", "--goal-file", join(root, "large")], EXIT.usage, /goal: .*262144/],
    [[...make, "--agent", "nobody", "--goal", "g"], EXIT.usage, /no agent "nobody"; the agents are scripted/],
    [["contract", "show", unknownId], EXIT.notFound, /no .*contract/i],
    [["task", "show", unknownId], EXIT.notFound, /no .*task/i],
    [["answer", unknownId, "--text", "yes"], EXIT.notFound, /no .*question/i],
    [
      ["inbox", "--url", "http://127.0.0.1:9"],
      EXIT.outOfReach,
      /no makima server answers at http:\/\/127\.0\.0\.1:9/,
    ],
    [["login", "ftp://x"], EXIT.usage, /"ftp:\/\/x" is no address/],
  ];
  for (const [args, exitCode, problem] of refusals) {
    const ended = await makima(...args);
    expect({ args, ...ended }).toMatchObject({ args, exitCode, stdout: "" });
    expect(ended.stderr).toMatch(problem);
    expect(ended.stderr).toMatch(/→ /);
  }
  const home = join(root, "person");
  const wrong = { HOME: home, MAKIMA_HOME: home, MAKIMA_URL: url, MAKIMA_API_KEY: "mk_wrong" };
  const refused = await runMakima(["inbox", "--json"], { environment: wrong });
  expect(refused.exitCode).toBe(EXIT.notAllowed);
  expect(JSON.parse(refused.stderr)).toMatchObject({
    code: "UNAUTHORIZED",
    mend: expect.any(String) as unknown,
  });
});

/** Body, status, code, and what the answer has to name. */
const refusalsOf = (made: (change: object) => string): [string, number, string, RegExp][] => [
  ["{nonsense", 400, "BAD_JSON", /JSON/],
  ["[]", 400, "VALIDATION", /./],
  [made({ goal: "" }), 400, "VALIDATION", /goal/],
  [made({ goal: "g".repeat(1024 * 1024) }), 400, "VALIDATION", /goal/],
  [made({ golas: 1 }), 400, "VALIDATION", /golas/],
  [made({ repository: { path: "/x", depth: 1 } }), 400, "VALIDATION", /depth/],
  [made({ priority: 10 }), 400, "VALIDATION", /priority/],
  [made({ name: "two\nlines" }), 400, "VALIDATION", /name/],
  [made({ goal: "a\u0000b" }), 400, "VALIDATION", /goal/],
  [made({ supervisorAgent: "nobody" }), 400, "UNKNOWN_AGENT", /nobody/],
  [made({ goal: "g".repeat(1_600_000) }), 413, "TOO_LARGE", /./],
];

type Refused = { code: string; message: string; mend: string };

async function postRaw(
  url: string,
  { body, headers }: { body: string; headers: Record<string, string> },
): Promise<Refused & { status: number }> {
  const answer = await sendRaw(url, { method: "POST", headers, body });
  return { status: answer.status, ...(JSON.parse(answer.body) as Refused) };
}

test("bodies, ids and keys, over HTTP", async () => {
  const story = await openStory();
  const { url, apiKey } = serverOf(story);
  const contract = await story.startContract({ script: "steps:\n  - ask: Well?\n" });
  const { id: questionId, taskId } = await contract.openQuestion();
  const json = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const post = (path: string, body: string, headers: Record<string, string> = json) =>
    postRaw(`${url}/api/v1${path}`, { body, headers });
  const made = (change: object): string =>
    JSON.stringify({
      goal: "g",
      repository: { path: story.repository.path },
      supervisorAgent: "scripted",
      ...change,
    });

  for (const [body, status, code, field] of refusalsOf(made)) {
    const refused = await post("/contracts", body);
    expect({ ...refused, body: body.slice(0, 80) }).toMatchObject({ status, code, body: body.slice(0, 80) });
    expect(refused.mend).not.toBe("");
    expect(JSON.stringify(refused)).toMatch(field);
  }
  expect(await post("/contracts", "goal=g", { ...json, "content-type": "text/plain" })).toMatchObject({
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  });
  expect(await post("/contracts", made({}), { ...json, authorization: "Bearer mk_wrong" })).toMatchObject({
    status: 401,
    code: "UNAUTHORIZED",
  });

  const other = await createTestWorld({}, story.database);
  const stranger = { ...json, authorization: `Bearer ${other.apiKey}` };
  const foreign: [string, object][] = [
    [`/contracts/${contract.id}/cancel`, {}],
    [`/mesh/tasks/${taskId}/cancel`, {}],
    [`/mesh/tasks/${taskId}/message`, { text: "Do evil" }],
    [`/mesh/questions/${questionId}/answer`, { response: "Evil" }],
    ["/mesh/tasks", { contractId: contract.id, name: "n", plan: "p" }],
  ];
  for (const [path, body] of foreign) {
    expect({ path, ...(await post(path, JSON.stringify(body), stranger)) }).toMatchObject({
      path,
      status: 404,
      code: "NOT_FOUND",
    });
  }
  await post(`/mesh/questions/not-an-id/answer`, JSON.stringify({ response: "x" })).then((refused) =>
    expect(refused).toMatchObject({ status: 400, code: "VALIDATION" }),
  );

  // Nothing of all this has done anything.
  expect((await story.client.listContracts({})).items).toHaveLength(1);
  expect((await story.client.getQuestion({ id: questionId })).status).toBe("pending");
  await story.checkHistory();
});
