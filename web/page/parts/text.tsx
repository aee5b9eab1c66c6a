// Text of agents, documents and people: it is never markup, and characters that would steer a reader are written out and marked.
import { inert } from '../../../core/inert.js';

export interface Piece {
  text: string;
  /** It stands for a character that cannot be seen. */
  isEscape: boolean;
}

/** What is shown of a line, in pieces. */
export function piecesOf(line: string): Piece[] {
  if (inert(line) === line) return [{ text: line, isEscape: false }];
  const pieces: Piece[] = [];
  let before = '';
  for (const character of line) {
    const text = isPlain(character) ? character : inert(before + character).slice(inert(before).length);
    add(pieces, { text, isEscape: text !== character });
    before = character;
  }
  return pieces;
}

/** Signs of ASCII, and the tab: most of what agents say. */
const isPlain = (character: string): boolean => (character >= ' ' && character <= '~') || character === '\t';

function add(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last?.isEscape === piece.isEscape) last.text += piece.text;
  else pieces.push(piece);
}

/** One line. */
export function Text({ of, or = '' }: { of: string | null | undefined; or?: string }) {
  const line = of === null || of === undefined || of === '' ? or : of;
  return <bdi>{parts(line)}</bdi>;
}

/** A sentence of ours: what stands between backticks is typed as it is. */
export const Told = ({ of }: { of: string }) => (
  <>
    {of.split('`').map((text, at, all) =>
      // One without a partner is a sign like any other.
      at % 2 === 1 && at < all.length - 1 ? (
        <code key={at}>
          <Text of={text} />
        </code>
      ) : text === '' && at !== all.length - 1 ? null : (
        <Text key={at} of={at % 2 === 1 ? `\`${text}` : text} />
      ),
    )}
  </>
);

/** As it is laid out: its ends of lines and tabs are kept. */
export function Prose({ of, or = '' }: { of: string; or?: string }) {
  if (of === '') return <p class="quiet">{or}</p>;
  return (
    <div class="prose" dir="auto">
      {of.split(/\r?\n/).map((line, at) => (
        <p key={at}>{line === '' ? '\u00a0' : parts(line)}</p>
      ))}
    </div>
  );
}

const parts = (line: string) =>
  piecesOf(line).map(({ text, isEscape }, at) =>
    isEscape ? (
      <span key={at} class="escape" title="A character that cannot be seen, written out">
        {text}
      </span>
    ) : (
      text
    ),
  );
