// What the pages show: blocks of code, quotes of code, links, and the commands of ours among them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';

export interface Block {
  page: string;
  /** Of the line with its fence, from 1. */
  line: number;
  language: string;
  /** Words behind the language: `shown` is a block that a test cannot run, and why stands in the text. */
  marks: string[];
  text: string;
}

export const readPage = (page: string): string => readFileSync(path.join(packageRoot(), page), 'utf8');

const FENCE = /^( *)```(\S*)([^\n]*)\n([\s\S]*?)^\1```$/gm;

export const blocksOf = (page: string, text = readPage(page)): Block[] =>
  [...text.matchAll(FENCE)].map(([, , language = '', marks = '', body = ''], at) => ({
    ...{ page, language, text: body },
    line: text.slice(0, [...text.matchAll(FENCE)][at]?.index).split('\n').length,
    marks: marks.split(/\s+/).filter((word) => word !== ''),
  }));

export const withoutBlocks = (text: string): string => text.replace(FENCE, '');

/** What stands in quotes of code, without the bars that a table makes of its own escapes. */
export const quotesOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, quote = '']) => quote.replaceAll('\\|', '|'));

/** Words of each call of `millrace` in lines of a shell, without the name itself; what comes behind a redirection is left out. */
export const callsIn = (shell: string): string[][] =>
  shell
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => segmentsOf(wordsOf(line)))
    .filter(([first]) => first === 'millrace')
    .map(([, ...words]) => words);

/** As a shell splits a simple line: quotes hold words together, and a word that begins with # ends it. */
function wordsOf(line: string): string[] {
  const words = line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g);
  const all = [...words].map(([word]) => word);
  const comment = all.findIndex((word) => word.startsWith('#'));
  return comment < 0 ? all : all.slice(0, comment);
}

const BREAKS = new Set(['&&', '||', ';', '|', '&', '(', ')', 'then', 'do', 'if', '!', '$']);

/** Words between what joins commands; assignments before a command are no part of it. */
function segmentsOf(words: readonly string[]): string[][] {
  const segments: string[][] = [[]];
  for (const word of words.flatMap((one) => (one.endsWith(';') ? [one.slice(0, -1), ';'] : [one]))) {
    const current = segments.at(-1) ?? [];
    if (BREAKS.has(word) || /^\d?[<>]/.test(word)) segments.push([]);
    else if (current.length > 0 || !/^[A-Z_]+=/.test(word)) current.push(word.replace(/["']/g, ''));
  }
  return segments;
}
