// Puts a question off: for an hour, until tomorrow, or to the end of the queue. It stays open, and comes back by itself.
import { DropdownMenu } from "radix-ui";
import { showToast } from "../frame/toasts.ts";
import { exact } from "../parts/time-ago.tsx";
import { needsMeTexts } from "../texts/needs-me.ts";
import { inAnHour, snooze, tomorrowMorning, wakeUp } from "./snoozed.ts";

const texts = needsMeTexts.snooze;

type Props = { questionId: string; onLast: (() => void) | null };

export function SnoozeMenu({ questionId, onLast }: Props) {
  const putOff = (untilMs: number): void => {
    snooze(questionId, untilMs);
    const text = texts.done(exact(new Date(untilMs).toISOString()));
    showToast({ text, tone: "plain", undo: { label: texts.undo, act: () => wakeUp(questionId) } });
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button-link" data-later title={texts.how}>
        {texts.button}
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
        <DropdownMenu.Item onSelect={() => putOff(inAnHour())}>{texts.hour}</DropdownMenu.Item>
        <DropdownMenu.Item onSelect={() => putOff(tomorrowMorning())}>{texts.tomorrow}</DropdownMenu.Item>
        {onLast !== null && <DropdownMenu.Item onSelect={onLast}>{texts.last}</DropdownMenu.Item>}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
