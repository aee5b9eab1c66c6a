// The state of the screen as ink draws it, and keys as ink reads them. What is drawn is decided in `model/frame.ts`.
import { EventEmitter } from 'node:events';
import { Box, type Instance, type Key as InkKey, render, Text, useInput } from 'ink';
import { useSyncExternalStore } from 'react';
import type { BorrowedFrames } from '../../cli/door.js';
import { type FrameLine, frameOf } from '../model/frame.js';
import type { Key } from '../model/keys.js';
import type { Part, Style } from '../model/text.js';
import type { Store } from './store.js';

interface Look {
  store: Store;
  /** Without colours and any other style. */
  isPlain: boolean;
}

/** Ink hands each frame over whole: its own way to draw clears terminals that get smaller, with all that was in their memory. */
export function mount(frames: BorrowedFrames, look: Look): Instance {
  const stdout = Object.assign(new EventEmitter(), {
    get columns() {
      return frames.size().columns;
    },
    write(frame: string): boolean {
      frames.draw(frame.split('\n'));
      return true;
    },
  });
  return render(<Screen {...look} />, {
    ...{
      stdout: stdout as unknown as NodeJS.WriteStream,
      stdin: process.stdin,
      stderr: stdout as unknown as NodeJS.WriteStream,
    },
    ...{ debug: true, exitOnCtrlC: false, patchConsole: false },
  });
}

function Screen({ store, isPlain }: Look) {
  const state = useSyncExternalStore(store.subscribe, store.shown);
  useInput((input, key) => {
    const known = keyOf(input, key);
    if (known !== null) store.tell({ is: 'key', key: known });
  });
  return (
    <Box flexDirection="column" width={state.columns}>
      {frameOf(state).map((one, at) => (
        <ScreenLine key={at} {...one} isPlain={isPlain} />
      ))}
    </Box>
  );
}

function ScreenLine({ line, isChosen, isPlain }: FrameLine & Pick<Look, 'isPlain'>) {
  const parts = line.length === 0 ? BLANK : line;
  return (
    <Text wrap="truncate">
      {parts.map(({ text, style }, at) => (
        <Text key={at} {...(isPlain ? {} : STYLES[style])} bold={!isPlain && (isChosen || style === 'bold')}>
          {text === '' ? ' ' : text}
        </Text>
      ))}
    </Text>
  );
}

const BLANK: readonly Part[] = [{ text: ' ', style: 'plain' }];

const STYLES: Readonly<Record<Style, { color?: string; dimColor?: boolean }>> = {
  ...{ plain: {}, bold: {}, dim: { dimColor: true } },
  ...{ red: { color: 'red' }, green: { color: 'green' }, yellow: { color: 'yellow' } },
};

/** Null where it is none that we know. */
export function keyOf(input: string, key: InkKey): Key | null {
  if (key.ctrl) return ofControl(input);
  const name = NAMES.find(([of]) => key[of])?.[1];
  if (key.tab) return { name: key.shift ? 'backTab' : 'tab' };
  if (name !== undefined) return { name };
  return input === '' || key.meta ? null : { name: 'text', text: input };
}

const NAMES = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'erase'],
  ['delete', 'erase'],
] as const;

function ofControl(input: string): Key | null {
  const name = ({ c: 'interrupt', z: 'suspend', l: 'redraw', u: 'clear' } as const)[input];
  return name === undefined ? null : { name };
}
