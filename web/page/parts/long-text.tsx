// A text of any length: what is out of sight is not laid out, and a line of megabytes is shown by its beginning.
import type { ComponentChildren } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useRef } from 'preact/hooks';
import { inert } from '../../../core/inert.js';
import { blocksOf, cutLine, linesOf } from './text-lines.js';
import { piecesOf } from './text.js';

interface LongTextProps {
  name: string;
  text: string;
  /** The class of a line, such as that of a diff. */
  classOf?: (line: string) => string;
  /** The end is shown as it grows, until somebody scrolls up. */
  follows?: boolean;
}

export function LongText({ name, text, classOf, follows = false }: LongTextProps) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    if (follows && isAtEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [text, follows]);
  const onScroll = ({
    currentTarget: { scrollTop, scrollHeight, clientHeight },
  }: {
    currentTarget: HTMLElement;
  }): void => {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
  };
  return (
    <div ref={box} class="long" role="region" aria-label={`Text: ${inert(name)}`} tabIndex={0} onScroll={onScroll}>
      {blocksOf(linesOf(text)).map((lines, at) => (
        <Block key={at} text={lines.join('\n')} {...(classOf && { classOf })} />
      ))}
    </div>
  );
}

/** Drawn again only where its text is another: the last one, of a text that grows. */
const Block = memo(({ text, classOf }: { text: string; classOf?: (line: string) => string }) => (
  <div class="block">
    {text.split('\n').map((line, at) => (
      <Line key={at} line={line} class={classOf?.(line) ?? ''} />
    ))}
  </div>
));

function Line({ line, class: kind }: { line: string; class: string }) {
  const { text, cut } = cutLine(line);
  return (
    <div class={`text-line ${kind}`}>
      {piecesOf(text.replace(/\r$/, '')).map(({ text: piece, isEscape }, at) =>
        isEscape ? (
          <span key={at} class="escape">
            {piece}
          </span>
        ) : (
          piece
        ),
      )}
      {cut > 0 && <Cut>{cut.toLocaleString('en')} more characters of this line are not shown</Cut>}
    </div>
  );
}

const Cut = ({ children }: { children: ComponentChildren }) => <span class="cut"> … {children}</span>;
