// Names and what stands for them; what is not there is left out.
import type { ComponentChild } from 'preact';

export function Facts({ of }: { of: readonly (readonly [name: string, value: ComponentChild])[] }) {
  return (
    <dl class="strip">
      {of.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
