// The page where the web app was not built: what to do about it, and that everything is at the terminal as well.

export const PAGE_WITHOUT_APP = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>makima</title>
<style nonce="makima-nonce">
body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem }
code { font-family: ui-monospace, monospace; white-space: nowrap }
dt { margin-top: 1rem }
dd { margin: 0; opacity: .75 }
</style>
</head>
<body>
<h1>makima runs</h1>
<p>The web app was not built here. <code>npm run web</code> builds it in some seconds; then load this page again.
Everything is at the terminal as well:</p>
<dl>
<dt><code>npx makima demo</code></dt><dd>watch a contract run from its goal to a merged branch; needs no key and no network</dd>
<dt><code>npx makima contract new --repo PATH --goal "…" --agent NAME</code></dt><dd>begin a piece of work of your own</dd>
<dt><code>npx makima inbox</code></dt><dd>see what needs you</dd>
<dt><code>npx makima timeline</code></dt><dd>see what happened</dd>
<dt><code>npx makima doctor</code></dt><dd>check this machine, and see which agents were found</dd>
</dl>
<p>For programs: <a href="/openapi.json">openapi.json</a></p>
</body>
</html>
`;
