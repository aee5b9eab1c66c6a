// What the kit prints: a line for each repository, the sums, and each requirement that is not met.
import type { Played } from './play.js';

const HEADERS = ['repository', 'met', 'root', 'stages', 'second chances', 'tokens', 'minutes'];

export function figures(played: readonly Played[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [HEADERS, HEADERS.map(() => '---'), ...played.map(cellsOf), sumOf(played)].map(line);
  const open = played.flatMap(({ name, judged }) =>
    judged
      .filter(({ met }) => !met)
      .map(({ requirement, said }) => `- ${name}: ${requirement}${said === '' ? '' : ` (${said})`}`),
  );
  return [...table, ...(open.length === 0 ? [] : ['', 'Not met:', '', ...open])].join('\n');
}

export const metOf = ({ judged }: Played): number => judged.filter(({ met }) => met).length;

const cellsOf = (one: Played): string[] => [
  ...[one.name, `${metOf(one)} of ${one.judged.length}`, one.asked ? `${one.root}, needs you` : one.root],
  ...numbers(one),
];

function sumOf(played: readonly Played[]): string[] {
  const sum = (of: (one: Played) => number): number => played.reduce((all, one) => all + of(one), 0);
  const sums = {
    ...{ stages: sum(({ stages }) => stages), chances: sum(({ chances }) => chances) },
    ...{ tokens: sum(({ tokens }) => tokens), seconds: sum(({ seconds }) => seconds) },
  };
  const closed = played.filter(({ root }) => root === 'closed').length;
  const requirements = `${sum(metOf)} of ${sum(({ judged }) => judged.length)}`;
  return ['all', requirements, `${closed} of ${played.length} closed`, ...numbers(sums)];
}

const numbers = ({
  stages,
  chances,
  tokens,
  seconds,
}: Pick<Played, 'stages' | 'chances' | 'tokens' | 'seconds'>): string[] => [
  ...[stages, chances, tokens].map((count) => count.toLocaleString('en-US')),
  (seconds / 60).toFixed(1),
];
