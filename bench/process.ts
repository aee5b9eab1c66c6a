// What the kernel says of a process.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Seconds of processor time that the process has used, in user and in system mode. */
export const cpuSeconds = (pid: number): number => ticksIn(pid, 11) / ticksPerSecond();

/** The same of our children that have ended. */
export const childrenCpuSeconds = (): number => ticksIn(process.pid, 13) / ticksPerSecond();

/** Two counts of ticks beside each other: in user and in system mode. */
function ticksIn(pid: number, field: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; fields count from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[field]) + Number(fields[field + 1]);
}

let ticks = 0;
function ticksPerSecond(): number {
  ticks ||= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return ticks;
}

/** Kilobytes. `pss`: its own memory and its share of what others map too. */
export function memory(pid: number): { rss: number; pss: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]);
  return { rss: kilobytes('Rss'), pss: kilobytes('Pss') };
}
