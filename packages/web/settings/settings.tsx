// Settings: how it looks, notifications, and who may come in.
import { useState } from "react";
import { chooseTheme, readTheme, type Theme } from "../frame/theme.ts";
import { Segments } from "../parts/segments.tsx";
import { keepChoice, readChoice } from "../ports/page.ts";
import { endSession } from "../session/open-session.ts";
import { useSession } from "../session/session-context.ts";
import { frameTexts } from "../texts/frame.ts";
import { settingsTexts as texts } from "../texts/settings.ts";
import { ApiKeys } from "./api-keys.tsx";
import { Rules } from "./rules.tsx";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function Settings() {
  const { pageKey, end } = useSession();
  return (
    <div className="page">
      <header className="page-bar">
        <h1>{texts.title}</h1>
        <button
          type="button"
          className="button push"
          onClick={() => {
            endSession(pageKey).catch(reportError).finally(end);
          }}
        >
          {texts.signOut}
        </button>
      </header>
      <Look />
      <Notifications />
      <Rules />
      <ApiKeys />
    </div>
  );
}

function Look() {
  const [theme, setTheme] = useState(readTheme);
  return (
    <section className="panel card-line">
      <h2>{texts.look}</h2>
      <span className="push">
        <Segments
          label={texts.look}
          value={theme}
          options={THEMES.map((value) => ({ value, label: frameTexts.theme[value] }))}
          onChange={(value) => {
            chooseTheme(value);
            setTheme(value);
          }}
        />
      </span>
    </section>
  );
}

function Notifications() {
  const [wish, setWish] = useState<"on" | "off">(readChoice("notifications") === "on" ? "on" : "off");
  const [isDenied, setIsDenied] = useState(
    () => "Notification" in window && Notification.permission === "denied",
  );
  const choose = (value: "on" | "off"): void => {
    keepChoice("notifications", value);
    setWish(value);
    if (value === "off" || !("Notification" in window)) return;
    Notification.requestPermission().then((permission) => setIsDenied(permission === "denied"), reportError);
  };
  return (
    <section className="panel card-line">
      <div>
        <h2>{texts.notifications}</h2>
        <p className="quiet">{isDenied ? texts.notificationsDenied : texts.notificationsHow}</p>
      </div>
      <span className="push">
        <Segments
          label={texts.notifications}
          value={wish}
          options={[
            { value: "on", label: texts.notificationsOn },
            { value: "off", label: texts.notificationsOff },
          ]}
          onChange={choose}
        />
      </span>
    </section>
  );
}
