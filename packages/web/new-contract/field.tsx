// A field of a form with its label, its explanation, and what is wrong with it.
import { type ReactNode, useId } from "react";

export type Control = {
  id: string;
  name: string;
  className: string;
  "aria-describedby": string;
  "aria-invalid": boolean;
};
type Props = {
  name: string;
  label: string;
  how?: string;
  fault?: string | undefined;
  children: (control: Control) => ReactNode;
};

export function Field({ name, label, how, fault, children }: Props) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        name,
        className: "field",
        "aria-describedby": `${id}-how`,
        "aria-invalid": fault !== undefined,
      })}
      <p
        id={`${id}-how`}
        className={fault === undefined ? "quiet" : "fault"}
        role={fault === undefined ? undefined : "alert"}
      >
        {fault ?? how}
      </p>
    </div>
  );
}
