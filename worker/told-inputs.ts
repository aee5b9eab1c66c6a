// The interceptor that gives activities their inputs whole; the first of all, because others look into them, too.
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { ToldBatch, ToldStage } from '../core/contracts/told.js';
import type { StageOutcome } from '../core/contracts/stage.js';
import { toldOutcome } from '../core/told/outcome.js';
import { isToldShort } from '../core/told/request.js';
import { wholeBatch, wholeInput } from '../activities/told.js';
import type { Dirs } from '../disk/dirs.js';

export const wholeInputs =
  (dirs: Dirs): ActivityInterceptorsFactory =>
  ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const [told] = input.args;
        const answer = await next({ ...input, args: await wholeArgs(dirs, info.activityType, input.args) });
        return isStage(info.activityType) && isToldShort((told as ToldStage).request)
          ? toldOutcome(answer as StageOutcome)
          : answer;
      },
    },
  });

const isStage = (type: string): boolean => type === 'runStage' || type === 'endStage';

async function wholeArgs(dirs: Dirs, type: string, args: unknown[]): Promise<unknown[]> {
  const [told] = args;
  if (type === 'mirror') return [wholeBatch(told as ToldBatch)];
  if (isStage(type)) return [await wholeInput(dirs, told as ToldStage)];
  return args;
}
