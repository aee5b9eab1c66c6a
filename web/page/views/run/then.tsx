// What the runtime did when the run left, or what it waits for; where a stage failed, how.
import type { RunPage } from '../../../contract.js';
import { Status } from '../../parts/status.js';
import { Text } from '../../parts/text.js';

export function Then({ of: { state, then, stagesRun } }: { of: RunPage }) {
  const failed = state === 'blocked' ? stagesRun.findLast(({ failureClass }) => failureClass !== null) : undefined;
  if (failed === undefined && state !== 'blocked')
    return then === '' ? null : (
      <p class="then">
        <Text of={then} />
      </p>
    );
  return (
    <section class="then failure" aria-label="Why it is blocked">
      <p>
        <Status of="blocked" />{' '}
        <strong>
          <Text of={then} />
        </strong>
      </p>
      {failed !== undefined && (
        <p>
          <Text of={failed.node} />, stage {failed.number}:{' '}
          <code>
            <Text of={failed.failureClass} />
          </code>
          {failed.attempt > 1 && `, after ${failed.attempt} tries`}
        </p>
      )}
      {failed !== undefined && failed.said !== '' && (
        <blockquote>
          <Text of={failed.said} />
        </blockquote>
      )}
    </section>
  );
}
