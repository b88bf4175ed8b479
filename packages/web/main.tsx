// The web app begins here: a session, then the frame with its pages.
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { applyTheme } from "./frame/theme.ts";
import { adoptNonce } from "./ports/nonce.ts";
import "./styles/app.css";

applyTheme();
adoptNonce();
const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the app");
createRoot(place).render(<App />);
