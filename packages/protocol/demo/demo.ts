// The demonstration over HTTP: a contract on a sample repository, run by the built-in agent.
import { contractEndpoints } from "../contracts/contracts.ts";
import { endpoint } from "../http/endpoint.ts";
import { none } from "../shapes/shapes.ts";

/** Where `makima up` lays the sample, below the home of the server. */
export const DEMO_FOLDER = "demo";

const goal = `Make the library useful for articles: slugs that survive accents and punctuation, statistics of
reading times, and a report that uses both. Ask which format the report should have.

script: demo-supervisor
`;

/** The demonstration's contract on a sample repository; it starts as soon as the repository is checked. */
export const demoContract = (repository: string, agent = "scripted") => ({
  name: "Words and numbers for articles",
  goal,
  repository: { path: repository, baseBranch: "main" },
  supervisorAgent: agent,
  workerAgent: agent,
  autoStart: true,
});

export const demoEndpoints = {
  createDemo: endpoint({
    method: "POST",
    path: "/demo",
    summary:
      "Begin the demonstration on the sample repository of `makima up`; it needs no key and no network",
    scope: "owner",
    params: none,
    query: none,
    body: none,
    answer: contractEndpoints.createContract.answer,
    status: 201,
    errors: ["UNKNOWN_AGENT"],
  }),
};
