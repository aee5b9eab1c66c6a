// What a stage that named a success itself comes to, before anybody looks at what it left.
import type { NormalOutcome } from '../../core/outcome/normalise.js';

export const succeeded = (outcome: string): NormalOutcome => ({
  outcome,
  resultClass: 'success',
  failureClass: null,
  origin: 'agent',
  detail: '',
  retryAt: null,
});
