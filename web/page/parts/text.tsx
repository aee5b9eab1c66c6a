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

/** A sentence of ours in pieces: what stands between two backticks is typed as it is. */
export function sentenceOf(text: string): { text: string; isCode: boolean }[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const isCode = piece.length > 2 && piece.startsWith('`') && piece.endsWith('`');
      return { text: isCode ? piece.slice(1, -1) : piece, isCode };
    });
}

export const Told = ({ of }: { of: string }) => (
  <>
    {sentenceOf(of).map(({ text, isCode }, at) =>
      isCode ? (
        <code key={at}>
          <Text of={text} />
        </code>
      ) : (
        <Text key={at} of={text} />
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
