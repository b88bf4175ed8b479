// The toasts, where they cover nothing that is worked with.
import { X } from "lucide-react";
import { partTexts as texts } from "../texts/parts.ts";
import { dropToast, useToasts } from "./toasts.ts";

export function ToastStack() {
  const toasts = useToasts();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, tone, undo }) => (
        <div key={id} className={`toast ${tone === "bad" ? "toast-bad" : ""}`}>
          <span>{text}</span>
          {undo !== undefined && (
            <button
              type="button"
              className="button"
              onClick={() => {
                dropToast(id);
                undo.act();
              }}
            >
              {undo.label}
            </button>
          )}
          <button
            type="button"
            className="button-icon"
            aria-label={texts.close}
            onClick={() => dropToast(id)}
          >
            <X size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
