// A text as its sentences. Together they are the text, sign by sign: a sentence that is torn in two only costs a line, one that is
// left out would be a wish that nobody looks after.

let segmenter: Intl.Segmenter | null = null;

/** Made when it is asked for: it takes as long as all else that is read beside it. */
const segmentsOf = (text: string): Intl.Segments =>
  (segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' })).segment(text);

/** `text`: without line ends. Each sentence with the blanks behind it, so that joined they give the text. */
export function sentencesOf(text: string): string[] {
  const hidden = masked(text);
  const found: string[] = [];
  let from = 0;
  for (const { index, segment } of segmentsOf(hidden)) {
    const end = index + segment.replace(OPENING, '').length;
    const [piece, rest] = [hidden.slice(from, end), hidden.slice(end)];
    if (rest !== '' && goesOn(piece, rest)) continue;
    found.push(text.slice(from, end));
    from = end;
  }
  return from === text.length ? found : [...found, text.slice(from)];
}

/** What opens at the end of a sentence belongs to the next one. */
const OPENING = /[「『（([„«]+$/;

/** Code and addresses hold dots that end nothing. As long as before, and capital, because a sentence may begin with it. */
const masked = (text: string): string =>
  text.replace(/(`+)[^`]+\1|\b[a-z][a-z0-9+.-]*:\/\/[^\s)>\]]*[^\s)>\].,;:!?]/gi, (code) => 'X'.repeat(code.length));

const goesOn = (piece: string, rest: string): boolean =>
  !isEnded(piece) || isAbbreviated(piece.trim(), rest) || isOpen(piece, rest);

/** After a full stop of most scripts a blank follows; `a != b` and `page.Title` have none. Behind a quotation 」 a sentence goes on. */
const isEnded = (piece: string): boolean => /\s$|[。！？｡．][”’）)]*$/u.test(piece);

const SHORT =
  /(?:^|[\s(„“"'])(?:e\.\s?g|i\.\s?e|vs|cf|approx|resp|incl|excl|esp|dr|mrs?|ms|prof|sr|jr|st|ltd|inc|z\.\s?b|d\.\s?h|u\.\s?a|o\.\s?ä|i\.\s?d\.\s?r|bzw|bspw|ca|evtl|ggf|inkl|vgl|max|min|p\.\s?ex|c\.-à-d|p\.\s?ej|sra?|bijv|d\.w\.z|m\.in|np|tzn)\.$/iu;
/** Only before a number. */
const NUMBERED = /(?:^|[\s(])(?:no|nos|nr|núm|n|fig|figs|eq|sec|ch|vol|pp?|art|abs|abb|tab|s)\.$/iu;
/** `J. Smith`, `z. B.`: one letter is no sentence. `1.` at the beginning is a number of a list. */
const SIGN = /(?:^|[\s(])(?:\p{L}\.)$|^\(?\d{1,3}\.$/u;
/** `am 3. Mai`, `die 2. Seite`. */
const ORDINAL = /(?:^|\s)(?:am|de[rmns]|die|das|vom|zum|zur|im|bis|ab|seit|jede[rmns]?)\s\d{1,2}\.$/iu;

const isAbbreviated = (piece: string, rest: string): boolean =>
  SHORT.test(piece) || SIGN.test(piece) || ORDINAL.test(piece) || (NUMBERED.test(piece) && /^\s*\d/.test(rest));

const PAIRS: readonly (readonly [string, string])[] = [
  ...['()', '[]', '„“', '“”', '«»', '「」', '『』', '（）'].map(([open = '', close = '']) => [open, close] as const),
];

/** What stands in brackets or quotation marks is not taken apart; where they are never closed they hold nothing. */
function isOpen(piece: string, rest: string): boolean {
  const isHalf = count(piece, '"') % 2 === 1 && rest.includes('"');
  return isHalf || PAIRS.some(([open, close]) => count(piece, open) > count(piece, close) && rest.includes(close));
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;
