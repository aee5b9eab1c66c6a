// What a list is narrowed by, kept in the address so that it can be sent to somebody else.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, query } from '../store/place.js';

const PAUSE_MS = 200;

interface FieldProps {
  /** Its word in the address. */
  name: string;
  label: string;
  /** `/` goes there. */
  isFirst?: boolean;
}

/** Takes effect when its writer pauses. */
export function FilterField({ name, label, isFirst = false }: FieldProps) {
  const asked = query.value.get(name) ?? '';
  const [text, setText] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onInput = (value: string): void => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(name, value.trim()), PAUSE_MS);
  };
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="search"
        placeholder=" "
        value={text}
        data-filter={isFirst ? '' : undefined}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {isFirst && <kbd aria-hidden="true">/</kbd>}
    </label>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  /** Words of the answer; the first one, empty, is what is shown by itself. */
  choices: readonly (readonly [value: string, shown: string])[];
}

export function FilterChoice({ name, label, choices }: ChoiceProps) {
  const asked = query.value.get(name) ?? '';
  return (
    <label class="field">
      <span>{label}</span>
      <select value={asked} onChange={({ currentTarget }) => ask(name, currentTarget.value)}>
        {choices.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The words of the address that are a filter, in this order. */
export const asked = (...names: readonly string[]): [string, string][] =>
  names.map((name) => [name, query.value.get(name) ?? '']);
