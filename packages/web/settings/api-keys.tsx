// The keys and the browsers that are signed in: who may come in, since when it was not used, and the end of it.
import type { Key } from "@makima/protocol/keys";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { CopyText } from "../parts/copy-text.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { settingsTexts as texts } from "../texts/settings.ts";

export function ApiKeys() {
  const api = useApi();
  const list = useQuery({ queryKey: keys.apiKeys, queryFn: () => api.listKeys({ limit: 100 }) });
  return (
    <section className="panel">
      <h2>{texts.keys}</h2>
      <p className="quiet">{texts.keysHow}</p>
      <AnswerOf query={list} lines={3}>
        {({ items }) => (
          <ul className="key-list">
            {items.filter(isShown).map((key) => (
              <KeyRow key={key.id} of={key} />
            ))}
          </ul>
        )}
      </AnswerOf>
      <NewKey />
    </section>
  );
}

/** A browser that was signed out is of no interest any more; a key that was revoked may be. */
const isShown = ({ kind, revokedAt }: Key): boolean => kind === "key" || revokedAt === null;

function KeyRow({ of: { id, name, kind, prefix, scope, lastUsedAt, revokedAt } }: { of: Key }) {
  const api = useApi();
  const cache = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.revokeKey({ id }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.apiKeys }),
  });
  return (
    <li className={revokedAt === null ? "" : "is-over"}>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      <span className="quiet">{kind === "session" ? texts.session : texts.key}</span>
      {kind === "key" && <code className="quiet">{prefix}…</code>}
      {scope === "read" && <span className="quiet">{texts.mayRead}</span>}
      <span className="quiet push">
        {lastUsedAt === null ? (
          texts.neverUsed
        ) : (
          <>
            {texts.used} <TimeAgo at={lastUsedAt} />
          </>
        )}
      </span>
      {revokedAt === null ? (
        <button type="button" className="button" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {texts.revoke}
        </button>
      ) : (
        <span className="quiet">{texts.revoked}</span>
      )}
      {revoke.isError && <FailureNote error={revoke.error} />}
    </li>
  );
}

function NewKey() {
  const api = useApi();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [isReader, setIsReader] = useState(false);
  const make = useMutation({
    mutationFn: () => api.createKey({ name, scope: isReader ? "read" : "owner" }),
    onSuccess: () => {
      setName("");
      return cache.invalidateQueries({ queryKey: keys.apiKeys });
    },
  });
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") make.mutate();
  };
  return (
    <form className="inline-form" onSubmit={send}>
      <input
        className="field"
        aria-label={texts.newKeyName}
        placeholder={texts.newKeyName}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <label className="form-check">
        <input type="checkbox" checked={isReader} onChange={({ target }) => setIsReader(target.checked)} />
        {texts.mayRead}
      </label>
      <button type="submit" className="button" disabled={make.isPending || name.trim() === ""}>
        {texts.make}
      </button>
      {make.data !== undefined && (
        <div className="note">
          <p>{texts.shownOnce}</p>
          <CopyText text={make.data.key} />
        </div>
      )}
      {make.isError && <FailureNote error={make.error} />}
    </form>
  );
}
