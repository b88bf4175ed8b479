// The first minute: which agents were found, a first contract, or the demo. Each can be skipped.
import type { Agent } from "@makima/protocol/daemons";
import { Link } from "@tanstack/react-router";
import { useDaemons } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { homeTexts } from "../texts/home.ts";
import { DemoButton } from "./demo-button.tsx";

const texts = homeTexts.welcome;

export function Welcome() {
  const daemons = useDaemons();
  return (
    <div className="page welcome">
      <h1>{texts.title}</h1>
      <p className="lead">{texts.lead}</p>
      <section>
        <h2>{texts.agents}</h2>
        <AnswerOf query={daemons} lines={3}>
          {({ items }) => (
            <Agents agents={items.flatMap(({ agents }) => agents)} hasMachine={items.length > 0} />
          )}
        </AnswerOf>
      </section>
      <section>
        <h2>{texts.begin}</h2>
        <p>{texts.beginHow}</p>
        <Link to="/new" className="button button-strong">
          {texts.beginButton}
        </Link>
      </section>
      <section>
        <h2>{texts.demo}</h2>
        <p>{texts.demoHow}</p>
        <DemoButton />
      </section>
    </div>
  );
}

function Agents({ agents, hasMachine }: { agents: readonly Agent[]; hasMachine: boolean }) {
  if (!hasMachine) return <p className="quiet">{texts.noMachine}</p>;
  const isAnyReady = agents.some(({ ready, name }) => ready && !isBuiltIn(name));
  return (
    <>
      <p className="quiet">{isAnyReady ? texts.agentsHow : texts.noneReady}</p>
      <ul className="agents">
        {agents.map((agent) => (
          <li key={agent.name}>
            <span className={agent.ready ? "tone-good" : "tone-quiet"} aria-hidden="true">
              {agent.ready ? "●" : "○"}
            </span>
            <strong>{agent.name}</strong>
            <span className="quiet">{agent.version}</span>
            <bdi className="quiet">{wordOf(agent)}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

const isBuiltIn = (name: string): boolean => name.startsWith("scripted");

function wordOf({ name, ready, problem }: Agent): string | null {
  if (!ready) return problem;
  return isBuiltIn(name) ? texts.builtIn : texts.ready;
}
