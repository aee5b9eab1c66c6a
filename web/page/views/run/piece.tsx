// A text of a stage with the way to what of it is not here yet.
import { Diff } from '../../parts/diff.js';
import { LongText } from '../../parts/long-text.js';
import { Num } from '../../parts/num.js';
import { Empty, Failed, Loading } from '../../parts/panel.js';
import { type Held, usePiece } from '../../store/piece.js';

interface PieceProps {
  name: string;
  address: string;
  empty: string;
  isDiff?: boolean;
}

export function PieceView({ name, address, empty, isDiff = false }: PieceProps) {
  const held = usePiece(address);
  const { piece, trouble } = held;
  if (piece === null) return trouble === null ? <Loading /> : <Failed trouble={trouble} />;
  if (piece.bytes === 0) return <Empty>{empty}</Empty>;
  return (
    <>
      {isDiff ? <Diff name={name} text={piece.text} /> : <LongText name={name} text={piece.text} />}
      <Rest of={held} />
    </>
  );
}

export function Rest({ of: { piece, trouble, more, toEnd } }: { of: Held }) {
  if (piece === null) return null;
  return (
    <>
      {trouble !== null && <Failed trouble={trouble} />}
      <p class="rest quiet">
        <Num value={piece.bytes} as="bytes" title="Of the whole text" />
        {piece.from > 0 && ', its beginning is left out'}
        {piece.next !== null && (
          <>
            {', '}
            <Num value={piece.next - piece.from} as="bytes" title="Of the text, so much is here" /> of it here{' '}
            <button type="button" onClick={more}>
              More of it
            </button>{' '}
            <button type="button" onClick={toEnd}>
              Its end
            </button>
          </>
        )}
      </p>
    </>
  );
}
