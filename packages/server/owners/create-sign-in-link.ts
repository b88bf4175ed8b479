// Makes the token of a link with which one browser signs in.
import type { Principal, World } from "../world.ts";
import { makeOneTimeToken, type OneTime } from "./one-time-token.ts";

const LIFE_SECONDS = 600;

export const createSignInLink = (world: World, principal: Principal): Promise<OneTime> =>
  makeOneTimeToken(world, principal, { kind: "sign_in", lifeSeconds: LIFE_SECONDS });
