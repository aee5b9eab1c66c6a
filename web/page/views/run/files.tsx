// The files of a stage, and the one that is read.
import type { StageView } from '../../../contract.js';
import { Num } from '../../parts/num.js';
import { Empty } from '../../parts/panel.js';
import { Text } from '../../parts/text.js';
import { withQuery } from '../../route.js';
import { place, query } from '../../store/place.js';
import { PieceView } from './piece.js';

export function Files({ of, below }: { of: StageView['files']; below: string }) {
  if (of.length === 0) return <Empty>It left no file.</Empty>;
  const asked = query.value.get('file');
  const chosen = of.find(({ name }) => name === asked) ?? null;
  return (
    <>
      <ul class="files">
        {of.map(({ name, bytes }) => (
          <li key={name}>
            <a
              href={withQuery(place.value.path, [['file', name]])}
              {...(name === chosen?.name && { 'aria-current': 'true' as const })}
            >
              <Text of={name} />
            </a>{' '}
            <Num value={bytes} as="bytes" title="Size of the file" />
          </li>
        ))}
      </ul>
      {chosen !== null && (
        <PieceView
          key={chosen.name}
          name={chosen.name}
          address={`${below}/files/${encodeURIComponent(chosen.name)}`}
          empty="It is empty."
          isDiff={chosen.name.endsWith('.diff') || chosen.name.endsWith('.patch')}
        />
      )}
    </>
  );
}
