// All endpoints below /api/v1 in one table: the doors, the client, the OpenAPI document and the isolation tests are made from it.
import { codeEndpoints } from "../code/code.ts";
import { contractEndpoints } from "../contracts/contracts.ts";
import { daemonEndpoints } from "../daemons/daemons.ts";
import { deliveryEndpoints } from "../deliveries/deliveries.ts";
import { demoEndpoints } from "../demo/demo.ts";
import { forkEndpoints } from "../forks/forks.ts";
import { historyEndpoints } from "../history/history.ts";
import { keyEndpoints } from "../keys/keys.ts";
import { questionEndpoints } from "../questions/questions.ts";
import { restorationEndpoints } from "../restorations/restorations.ts";
import { rewindEndpoints } from "../rewinds/rewinds.ts";
import { ruleEndpoints } from "../rules/rules.ts";
import { sessionEndpoints } from "../sessions/sessions.ts";
import { supervisorEndpoints } from "../supervisors/supervisors.ts";
import { taskEndpoints } from "../tasks/tasks.ts";
import { timelineEndpoints } from "../timeline/timeline.ts";
import { usageEndpoints } from "../usage/usage.ts";
import { worktreeEndpoints } from "../worktrees/worktrees.ts";

export type { Endpoint } from "./endpoint.ts";
export { healthShape, type Storage } from "./health.ts";

export const endpoints = {
  ...contractEndpoints,
  ...demoEndpoints,
  ...deliveryEndpoints,
  ...supervisorEndpoints,
  ...restorationEndpoints,
  ...taskEndpoints,
  ...forkEndpoints,
  ...codeEndpoints,
  ...rewindEndpoints,
  ...questionEndpoints,
  ...daemonEndpoints,
  ...keyEndpoints,
  ...sessionEndpoints,
  ...timelineEndpoints,
  ...historyEndpoints,
  ...worktreeEndpoints,
  ...usageEndpoints,
  ...ruleEndpoints,
};

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;

/** Where all of them stand. */
export const API_ROOT = "/api/v1";
