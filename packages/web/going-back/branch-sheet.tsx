// Makes an ordinary branch in the person's repository at the code of a moment.
import { useMutation } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { showToast } from "../frame/toasts.ts";
import { useApi } from "../live/api.ts";
import { Field } from "../new-contract/field.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { goingBackTexts } from "../texts/going-back.ts";
import { selectorOf } from "./point.ts";
import type { SheetProps } from "./sheet-props.ts";

const texts = goingBackTexts.branch;

export function BranchSheet({ task, point, onClose }: SheetProps) {
  const api = useApi();
  const [name, setName] = useState("");
  const { type, value } = selectorOf(point);
  const make = useMutation({
    mutationFn: () =>
      api.branchFromTask({ id: task.id, fromType: type, fromValue: value, branchName: name.trim() }),
    onSuccess: ({ branchName, commit }) => {
      onClose();
      showToast({ text: texts.done(branchName, commit.slice(0, 8)), tone: "plain" });
    },
  });
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") make.mutate();
  };
  return (
    <Sheet title={texts.title} onClose={onClose}>
      <form onSubmit={send} className="sheet-form">
        <Field name="branch" label={texts.name} how={texts.how}>
          {(props) => (
            <input
              {...props}
              className="field mono"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        {make.isError && <FailureNote error={make.error} />}
        <div className="form-end">
          <button
            type="submit"
            className="button button-strong"
            disabled={make.isPending || name.trim() === ""}
          >
            {texts.button}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
