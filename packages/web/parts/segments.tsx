// One of a few, side by side.
import type { LucideIcon } from "lucide-react";
import { ToggleGroup } from "radix-ui";

type Option<Value extends string> = { value: Value; label: string; icon?: LucideIcon };
type Props<Value extends string> = {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
};

export function Segments<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  const take = (chosen: string): void => {
    const option = options.find((one) => one.value === chosen);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      className="segments"
      aria-label={label}
      value={value}
      onValueChange={take}
    >
      {options.map(({ value: one, label: word, icon: Icon }) => (
        <ToggleGroup.Item key={one} value={one} aria-label={word}>
          {Icon === undefined ? word : <Icon size={15} aria-hidden="true" />}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
