// Commands that decide something: the most useful one at once, the others behind it.
import { Copy } from './copy.js';

export function Commands({ of }: { of: readonly string[] }) {
  const [first, ...more] = of;
  if (first === undefined) return null;
  return (
    <div class="commands">
      <Copy command={first} />
      {more.length > 0 && (
        <details>
          <summary>{more.length} more</summary>
          {more.map((command) => (
            <Copy key={command} command={command} />
          ))}
        </details>
      )}
    </div>
  );
}
