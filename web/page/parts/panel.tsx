// A part of a page with its heading, and what stands there while there is nothing to show.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Answer, Trouble } from '../store/answer.js';
import { Text, Told } from './text.js';

interface PanelProps {
  name: string;
  children: ComponentChildren;
  /** Behind the name: a number, a link to more. */
  more?: ComponentChildren;
  class?: string;
}

export function Panel({ name, children, more, class: kind = '' }: PanelProps) {
  const id = useId();
  return (
    <section class={`panel ${kind}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          <Text of={name} />
        </h2>
        {more}
      </header>
      {children}
    </section>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

export function Loading() {
  return (
    <p class="empty" role="status">
      Reading…
    </p>
  );
}

export function Failed({ trouble }: { trouble: Trouble }) {
  return (
    <div class="failed" role="alert">
      <p>
        <span aria-hidden="true">✕ </span>
        <Text of={trouble.message} />
      </p>
      <p class="quiet">
        <Told of={trouble.hint} />
      </p>
    </div>
  );
}

/** What was answered, once it is there. A failure of a later try stands above what is known. */
export function Answered<T>({ answer, children }: { answer: Answer<T>; children: (value: T) => ComponentChildren }) {
  const { value, trouble } = answer;
  if (value === null) return trouble === null ? <Loading /> : <Failed trouble={trouble} />;
  return (
    <>
      {trouble !== null && <Failed trouble={trouble} />}
      {children(value)}
    </>
  );
}
