// Signed in or not: the one decision before everything else.
import { useEffect, useState } from "react";
import { readPageKey } from "./ports/page.ts";
import { SignIn } from "./session/sign-in.tsx";
import { SignedIn } from "./session/signed-in.tsx";
import { takeLinkToken } from "./session/take-link-token.ts";

export function App() {
  const [linkToken, setLinkToken] = useState(takeLinkToken);
  const [pageKey, setPageKey] = useState(readPageKey);
  useEffect(() => {
    // A link that is opened in a tab where the app runs already changes the address only.
    const look = (): void => setLinkToken(takeLinkToken());
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  if (linkToken === null && pageKey !== null)
    return <SignedIn pageKey={pageKey} onEnd={() => setPageKey(null)} key={pageKey} />;
  return (
    <SignIn
      token={linkToken}
      onDone={() => {
        setLinkToken(null);
        setPageKey(readPageKey());
      }}
    />
  );
}
