// Who outlives a hang-up: what `nohup` started, by any of the traces that it leaves.
import { expect, it } from 'vitest';
import { isHangupIgnored, type Traces } from './hangup.js';

const PLAIN: Traces = {
  command: '/usr/bin/node',
  inputFlags: 'pos:\t0\nflags:\t0100000\nmnt_id:\t25\n',
  statusesAbove: ['Name:\tbash\nSigIgn:\t0000000000384004\n'],
  output: '/dev/pts/1',
};

it.each<[string, Partial<Traces>]>([
  ['the shell started nohup', { command: '/usr/bin/nohup' }],
  [
    'standard input can only be written to, as nohup leaves it on a terminal',
    { inputFlags: 'pos:\t0\nflags:\t0100001\n' },
  ],
  ['a script under nohup started it', { statusesAbove: ['Name:\tbash\nSigIgn:\t0000000000000001\n'] }],
  [
    'npm under a script under nohup started it',
    { statusesAbove: ['SigIgn:\t0000000001001000\n', 'SigIgn:\t0000000000000001\n'] },
  ],
  ['a program that nohup started wrote to its file, with `timeout` before it', { output: '/home/me/nohup.out' }],
])('is ignored where %s', (_why, traces) => {
  expect(isHangupIgnored({ ...PLAIN, ...traces })).toBe(true);
});

it.each<[string, Partial<Traces>]>([
  ['nothing of it is there', {}],
  ['nothing can be told', { command: undefined, inputFlags: null, statusesAbove: [], output: null }],
  ['input is read and written, as a terminal is', { inputFlags: 'flags:\t0100002\n' }],
])('ends a worker where %s', (_why, traces) => {
  expect(isHangupIgnored({ ...PLAIN, ...traces })).toBe(false);
});
