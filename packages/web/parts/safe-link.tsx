// A link that an agent wrote: to the web alone, with the host that it really leads to, and told nothing of where it stands.
import type { ReactNode } from "react";

export function SafeLink({ href, children }: { href: string; children: ReactNode }) {
  const url = URL.parse(href);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return <span title={href}>{children}</span>;
  }
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow" title={url.href}>
      {children}
      <span className="link-host"> ({url.host})</span>
    </a>
  );
}
