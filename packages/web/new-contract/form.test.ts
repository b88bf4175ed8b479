// What the form sends, and where a refusal of the server is shown.
import { expect, test } from "vitest";
import { bodyOf, type Form, faultsFrom, faultsOf } from "./form.ts";

const form: Form = {
  goal: "Do it",
  repository: " /srv/project ",
  baseBranch: "",
  supervisorAgent: "claude",
  model: "",
  effort: "",
  workerAgent: "",
  type: "simple",
  phaseGuard: false,
  name: "",
  setup: "",
  dollars: "",
  priority: "",
};

test("what is left empty is not sent, so that the server's defaults hold", () => {
  expect(bodyOf(form, { autoStart: true })).toEqual({
    goal: "Do it",
    type: "simple",
    phaseGuard: false,
    autoStart: true,
    supervisorAgent: "claude",
    agentOptions: {},
    repository: { path: "/srv/project" },
  });
});

test.each(["https://example.org/a.git", "ssh://git@example.org/a", "git@example.org:a.git"])(
  "%s is an address",
  (repository) => {
    expect(bodyOf({ ...form, repository }, { autoStart: false }).repository).toEqual({ url: repository });
  },
);

test("a model goes with the supervisor's name, and an effort with each agent's", () => {
  const body = bodyOf(
    { ...form, model: " opus ", effort: "low", workerAgent: "codex" },
    { autoStart: false },
  );
  expect(body).toMatchObject({
    supervisorAgent: "claude:opus",
    workerAgent: "codex",
    agentOptions: { claude: { effort: "low" }, codex: { effort: "low" } },
  });
  expect(faultsFrom({ "agentOptions.codex.effort": "codex knows low" }, form)).toEqual({
    effort: "codex knows low",
  });
});

test("a blank goal and no repository are told before anything is sent", () => {
  expect(Object.keys(faultsOf({ ...form, goal: " ", repository: "" }))).toEqual(["goal", "repository"]);
  expect(faultsOf(form)).toEqual({});
});

test("a refusal stands at the field that it is about", () => {
  const fields = { "repository.path": "is no folder", "budget.dollars": "too small", unknown: "x" };
  expect(faultsFrom(fields, form)).toEqual({ repository: "is no folder", dollars: "too small" });
});
