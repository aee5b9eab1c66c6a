// Connections that break, and servers that say nothing or something else than an answer.
import type { FailureName } from '../../../core/contracts/failures.js';
import { type Becomes, type Case, freely, often, spent } from '../case.js';
import type { Step } from '../model-server/script.js';

const AWAY: readonly FailureName[] = ['network_unavailable', 'provider_unavailable'];
const PAGE = '<!doctype html><title>Log in</title><p>Please log in to the network of this hotel.';
const TOO_LONG = "This model's maximum context length is 1000 tokens, and the prompt is too long";
const WORDS = 'word '.repeat(99);

const broken = (name: string, about: string, step: Step, more: Partial<Case> = {}): Case => ({
  ...{ name: `network/${name}`, about, steps: often(step), becomes: freely(...AWAY) },
  ...more,
});

/** Whose clock ended it is the runner's choice. */
const SILENT: Becomes = { outcome: 'BLOCKED', class: ['runner_timeout', ...AWAY] };

export const NETWORK: readonly Case[] = [
  broken('refused', 'nobody listens', {}, { refused: true, becomes: freely('network_unavailable') }),
  broken('dropped', 'the connection is closed before the answer', { drop: true }),
  broken(
    'cut',
    'the connection breaks in the middle of the answer',
    { reply: WORDS, cut: 'mid' },
    { needs: ['stream'] },
  ),
  broken('no-end', 'the answer has no end', { reply: WORDS, cut: 'end' }, { needs: ['stream'] }),
  broken('nothing', 'an answer of no bytes', { cut: 'start' }),
  broken('page', 'a page in place of an answer', { page: PAGE }),
  broken('page-503', 'a page as the words of a failure', { status: 503, body: PAGE }),
  broken('stall-before', 'the server never answers', { hang: 'headers' }, { silence: 6, becomes: SILENT }),
  broken(
    'stall-within',
    'the answer stands still',
    { reply: WORDS, hang: 'mid' },
    { silence: 6, needs: ['stream'], becomes: SILENT },
  ),
  broken('deadline', 'the time of the stage is over', { hang: 'headers' }, { timeout: 6, becomes: SILENT }),
  broken(
    'failed-server',
    'the stream says that the server failed',
    { failed: { code: 'server_error', message: 'Internal server error' } },
    { needs: ['stream'] },
  ),
  broken(
    'failed-limit',
    'the stream says that there were too many requests',
    { failed: { code: 'rate_limit_exceeded', message: 'Rate limit reached' } },
    { needs: ['stream'], becomes: freely('provider_rate_limited') },
  ),
  broken(
    'failed-context',
    'the stream says that the prompt is too long',
    { failed: { code: 'context_length_exceeded', message: TOO_LONG } },
    { needs: ['stream'], becomes: spent('context_exhausted') },
  ),
];
