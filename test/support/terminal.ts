// A real terminal for one program: a pty of the system (`script`), and what a screen shows of it (a headless xterm).
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import xterm from '@xterm/headless';
import { HANG_MS } from './hang.js';

export interface TerminalScreen {
  /** Lines as they stand there, without blanks at their ends; what scrolled away comes first. */
  lines(): string[];
  /** The same, with the colour or style of each stretch written out, such as `{red}Needs you{/}`. */
  styled(): string[];
  /** Whether the screen is the one that programs borrow. */
  isBorrowed(): boolean;
  isCursorShown(): boolean;
  /** Every byte that came. */
  raw(): string;
  type(text: string): void;
  /** `rows`: default as many as before. */
  resize(columns: number, rows?: number): Promise<void>;
  /** Until the screen is so; rejects with what it shows where that takes most of the test's time. */
  until(isSo: () => boolean): Promise<void>;
  /** Exit code. */
  ended: Promise<number>;
}

export interface TerminalOptions {
  columns: number;
  rows?: number;
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** `command`: a line for the shell. The program is ended with the test. */
export function openTerminal(command: string, options: TerminalOptions): TerminalScreen {
  const { columns, rows = 60, cwd, env } = options;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-terminal-'));
  const name = path.join(folder, 'tty');
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
  const line = `tty > ${name}; stty cols ${columns} rows ${rows}; exec ${command}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd, env: { TERM: 'xterm-256color', ...env } });
  let raw = '';
  let isHidden = false;
  let isOver = false;
  setTimeout(() => (isOver = true), 0.8 * HANG_MS).unref();
  let waiting = Promise.resolve();
  child.stdout.on('data', (piece: Buffer) => {
    raw += piece.toString('utf8');
    isHidden = raw.lastIndexOf('\u001b[?25l') > raw.lastIndexOf('\u001b[?25h');
    waiting = waiting.then(() => new Promise((resolve) => screen.write(piece, resolve)));
  });
  // What a program asks of its terminal is answered.
  screen.onData((answer) => void child.stdin.write(answer));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number>((resolve) =>
    child.on('close', (code) => void waiting.then(() => resolve(code ?? -1))),
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    lines: () => trimmed(linesOf(screen)),
    styled: () => trimmed(styledLines(screen)),
    isBorrowed: () => screen.buffer.active.type === 'alternate',
    isCursorShown: () => !isHidden,
    raw: () => raw,
    type: (text) => void child.stdin.write(text),
    resize: (wanted, high = screen.rows) => {
      const tty = readFileSync(name, 'utf8').trim();
      screen.resize(wanted, high);
      execFileSync('stty', ['-F', tty, 'cols', String(wanted), 'rows', String(high)]);
      return waiting;
    },
    until: async (isSo) => {
      while (!isSo() && !isOver) await new Promise((resolve) => setTimeout(resolve, 20));
      if (!isSo()) throw new Error(`the screen did not become so: ${JSON.stringify(trimmed(linesOf(screen)))}`);
    },
    ended,
  };
}

function linesOf(screen: xterm.Terminal): string[] {
  const { active } = screen.buffer;
  return Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '');
}

const COLOURS: Readonly<Record<number, string>> = { 1: 'red', 2: 'green', 3: 'yellow' };

type Cell = NonNullable<ReturnType<xterm.IBufferLine['getCell']>>;

function styleOf(cell: Cell): string {
  const colour = cell.isFgPalette() ? (COLOURS[cell.getFgColor()] ?? `colour ${cell.getFgColor()}`) : '';
  return [cell.isBold() ? 'bold' : '', cell.isDim() ? 'dim' : '', colour].filter((one) => one !== '').join(' ');
}

function styledLines({ buffer: { active } }: xterm.Terminal): string[] {
  return Array.from({ length: active.length }, (_, row) => {
    const line = active.getLine(row);
    let text = '';
    let style = '';
    for (let at = 0; at < (line?.length ?? 0); at += 1) {
      const cell = line?.getCell(at);
      if (cell === undefined || cell.getWidth() === 0) continue;
      const next = styleOf(cell);
      if (next !== style) text += `${style === '' ? '' : '{/}'}${next === '' ? '' : `{${next}}`}`;
      style = next;
      text += cell.getChars() || ' ';
    }
    return `${text.trimEnd()}${style === '' ? '' : '{/}'}`;
  });
}

function trimmed(lines: string[]): string[] {
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}
