// Gives each agent the variables of the person's environment that are its own: nobody's key reaches another one's program.
import { kindOf } from "./agent-kinds.ts";

type Agent = { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> };

/** What `config.json` says of an agent comes before what the person's environment says. */
export const withOwnVariables = <Any extends Agent>(
  agents: Readonly<Record<string, Any>>,
  environment: Readonly<Record<string, string>>,
): Record<string, Any> =>
  Object.fromEntries(
    Object.entries(agents).map(([name, agent]) => {
      const own = kindOf(agent.command)?.variables ?? [];
      const given = Object.entries(environment).filter(([variable]) => own.includes(variable));
      return [name, { ...agent, env: { ...Object.fromEntries(given), ...agent.env } }];
    }),
  );
