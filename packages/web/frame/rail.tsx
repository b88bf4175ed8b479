// The left rail; on a phone it lies at the bottom, under the thumb.
import { Link } from "@tanstack/react-router";
import { Activity, ChartColumn, Inbox, Layers, type LucideIcon, Plus, Server, Settings } from "lucide-react";
import { Logo } from "../parts/logo.tsx";
import { frameTexts as texts } from "../texts/frame.ts";

export function Rail({ count }: { count: number }) {
  return (
    <nav className="rail" aria-label={texts.rail}>
      <Link to="/" className="rail-brand" aria-label="makima">
        <Logo />
        <span>makima</span>
      </Link>
      <RailLink to="/needs-me" icon={Inbox} label={texts.pages.needsMe} count={count} />
      <RailLink to="/" icon={Layers} label={texts.pages.contracts} />
      <RailLink to="/timeline" icon={Activity} label={texts.pages.timeline} />
      <RailLink to="/machines" icon={Server} label={texts.pages.machines} />
      <RailLink to="/usage" icon={ChartColumn} label={texts.pages.usage} />
      <RailLink to="/settings" icon={Settings} label={texts.pages.settings} />
      <Link to="/new" className="button button-strong rail-new">
        <Plus size={15} aria-hidden="true" />
        <span>{texts.newContract}</span>
      </Link>
    </nav>
  );
}

function RailLink(link: {
  to: "/needs-me" | "/" | "/timeline" | "/machines" | "/usage" | "/settings";
  icon: LucideIcon;
  label: string;
  count?: number;
}) {
  const { to, icon: Icon, label, count = 0 } = link;
  return (
    <Link to={to} className="rail-link" activeOptions={{ exact: to === "/", includeSearch: false }}>
      <Icon size={16} aria-hidden="true" />
      <span>{label}</span>
      {count > 0 && (
        <span className="count" aria-label={texts.needsMeCount(count)}>
          {count}
        </span>
      )}
    </Link>
  );
}
