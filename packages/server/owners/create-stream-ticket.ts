// Makes the ticket that opens one socket: a browser cannot send a header with a socket's request.
import type { Principal, World } from "../world.ts";
import { makeOneTimeToken, type OneTime } from "./one-time-token.ts";

const LIFE_SECONDS = 30;

export const createStreamTicket = (world: World, principal: Principal): Promise<OneTime> =>
  makeOneTimeToken(world, principal, { kind: "stream", lifeSeconds: LIFE_SECONDS });
