// What a provider refuses, and how it says so.
import type { FailureName } from '../../../core/contracts/failures.js';
import { type Case, freely, often, spent } from '../case.js';
import type { Step } from '../model-server/script.js';

const refusal = (name: string, about: string, step: Step, ...classes: FailureName[]): Case => ({
  ...{ name: `refusals/${name}`, about, steps: often(step), becomes: freely(...classes) },
});

const QUOTA = {
  error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'You exceeded your current quota.' },
};
const LATER = 'Rate limit reached for requests. Please try again in 2 hours.';

export const REFUSALS: readonly Case[] = [
  refusal(
    '401',
    'a key that is not known',
    { status: 401, message: 'Incorrect API key provided' },
    'auth_missing_or_invalid',
  ),
  refusal('402', 'an account without money', { status: 402, message: 'Payment required' }, 'usage_limit_reached'),
  refusal('403', 'a key that may not', { status: 403, message: 'Forbidden' }, 'auth_missing_or_invalid'),
  refusal(
    '404',
    'a model that is not there',
    { status: 404, message: 'The model `trial-model` does not exist' },
    'runner_misconfigured',
  ),
  refusal('429', 'too many requests', { status: 429, message: 'Rate limit reached' }, 'provider_rate_limited'),
  refusal(
    '429-header',
    'too many requests, with retry-after',
    { status: 429, message: 'Rate limit reached', headers: { 'retry-after': '3600' } },
    'provider_rate_limited',
  ),
  {
    ...refusal(
      '429-until',
      'too many requests, and until when',
      { status: 429, message: LATER },
      'provider_rate_limited',
    ),
    needs: ['reset'],
    becomes: { ...freely('provider_rate_limited'), retry: 7200 },
  },
  refusal('429-quota', 'a plan that is used up', { status: 429, body: QUOTA }, 'usage_limit_reached'),
  refusal('500', 'a server that fails', { status: 500, message: 'Internal server error' }, 'provider_unavailable'),
  refusal('502', 'a gateway that fails', { status: 502, message: 'Bad gateway' }, 'provider_unavailable'),
  refusal('503', 'a server that is overloaded', { status: 503, message: 'Overloaded' }, 'provider_unavailable'),
  refusal(
    '529',
    'a server that is overloaded, in the words of Anthropic',
    { status: 529, message: 'Overloaded' },
    'provider_unavailable',
  ),
  {
    name: 'refusals/context',
    about: 'a prompt that is too long for the model',
    steps: often({
      status: 400,
      message: "This model's maximum context length is 1000 tokens, and the prompt is too long",
    }),
    becomes: spent('context_exhausted'),
  },
  {
    name: 'refusals/400',
    about: 'a request that is wrong',
    steps: often({ status: 400, message: 'Unrecognised argument: colour' }),
    becomes: { outcome: 'BLOCKED', class: ['runner_transport_failure', 'runner_misconfigured'] },
  },
];
