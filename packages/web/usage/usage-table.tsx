// What was used, by contract or agent, the dearest first.
import type { UsageItem } from "@makima/protocol/usage";
import { Link } from "@tanstack/react-router";
import { usageTexts } from "../texts/usage.ts";
import { formatCost, formatCount } from "./format-amount.ts";

const texts = usageTexts.head;

export function UsageTable({ items, areContracts }: { items: readonly UsageItem[]; areContracts: boolean }) {
  return (
    <table className="usage-table">
      <thead>
        <tr>
          <th scope="col">{texts.name}</th>
          <th scope="col">{texts.cost}</th>
          <th scope="col">{texts.tokens}</th>
          <th scope="col">{texts.turns}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ key, name, usage }) => (
          <tr key={key}>
            <td>
              {areContracts ? (
                <Link to="/contracts/$id" params={{ id: key }}>
                  <bdi>{name}</bdi>
                </Link>
              ) : (
                <bdi>{name}</bdi>
              )}
            </td>
            <td>{formatCost(usage.costUsd)}</td>
            <td>{formatCount(usage.inputTokens + usage.outputTokens)}</td>
            <td>{formatCount(usage.turns)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
