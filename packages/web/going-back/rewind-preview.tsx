// What a rewind would do: the files, the messages, what stays whatever is done, and what was begun since.
import type { RewindPreview } from "@makima/protocol/rewinds";
import type { ReactNode } from "react";
import { Segments } from "../parts/segments.tsx";
import { goingBackTexts } from "../texts/going-back.ts";

const texts = goingBackTexts.rewind;
const MOST = 40;
const MARKS = { added: "+", modified: "~", deleted: "−", type_changed: "~" } as const;

type Props = {
  preview: RewindPreview;
  afterPoint: "keep" | "withdraw";
  onAfterPoint: (choice: "keep" | "withdraw") => void;
};

export function RewindPreviewList({ preview, afterPoint, onAfterPoint }: Props) {
  const { files, filesTruncated, messages, messagesRemoved, notTakenBack, openQuestions, openTasks } =
    preview;
  const begun = [...openQuestions.map(({ question }) => question), ...openTasks.map(({ name }) => name)];
  return (
    <div className="preview">
      <Group title={texts.files(files.length)}>
        {files.slice(0, MOST).map(({ path, change }) => (
          <li key={path}>
            <span className={`change change-${change}`}>{MARKS[change]}</span>
            <bdi className="mono">{path}</bdi> <span className="quiet">{texts.changes[change]}</span>
          </li>
        ))}
        {(filesTruncated || files.length > MOST) && <li className="quiet">{texts.more}</li>}
      </Group>
      <Group title={texts.messages(messagesRemoved)}>
        {messages.map(({ id, role, excerpt }) => (
          <li key={id} className="one-line" title={excerpt}>
            <span className="quiet">{role.replace("_", " ")}</span> <bdi>{excerpt}</bdi>
          </li>
        ))}
        {messagesRemoved > 0 && <li className="quiet">{texts.messagesHow}</li>}
      </Group>
      {notTakenBack.length > 0 && (
        <Group title={texts.stays}>
          {notTakenBack.map(({ kind, text }) => (
            <li key={`${kind} ${text}`}>
              <bdi>{text}</bdi>
            </li>
          ))}
        </Group>
      )}
      {begun.length > 0 && (
        <Group title={texts.open}>
          {begun.map((text) => (
            <li key={text}>
              <bdi>{text}</bdi>
            </li>
          ))}
          <li>
            <Segments
              label={texts.open}
              value={afterPoint}
              options={[
                { value: "keep", label: texts.keep },
                { value: "withdraw", label: texts.withdraw },
              ]}
              onChange={onAfterPoint}
            />
          </li>
        </Group>
      )}
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}
