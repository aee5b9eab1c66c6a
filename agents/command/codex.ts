// The dialect `codex`: the event lines of `codex exec --json`, and of programs that speak like it.
import { isEnvironmentFailure } from '../../core/contracts/failure-lists.js';
import { codexReader } from '../codex/events.js';
import { codexSaid } from '../codex/said.js';
import { failureOf } from '../failures/cause.js';
import { counted, type Dialect } from './dialect.js';

export const codexLike: Dialect = {
  reader() {
    const reader = codexReader();
    return {
      take: reader.take,
      heard(now) {
        const events = reader.events();
        const { started, completed, lastMessage, usage, thread, failed, lastError, openItems, unreadable } = events;
        const trouble = lastError === null ? null : failureOf(lastError, now, 'runner_transport_failure');
        return {
          ...{ started, complete: completed, message: lastMessage, usage, session: thread },
          failure: failed === null ? null : failureOf(failed, now, 'runner_transport_failure'),
          struggle: trouble !== null && isEnvironmentFailure(trouble.class) ? trouble : null,
          quietUntil: openItems > 0 ? Infinity : 0,
          notes: counted(unreadable, 'lines of its output were not JSON events'),
        };
      },
    };
  },
  said: codexSaid,
  isOver: (start) => /^\{\s*"type"\s*:\s*"turn\.(?:completed|failed)"/.test(start),
};
