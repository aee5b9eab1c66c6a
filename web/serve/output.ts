// The output of one run, line by line as its agents say it.
import type { Place } from './house.js';
import type { Wire } from './wire.js';

export const openOutput =
  (_place: Place & { state: string | null; env: NodeJS.ProcessEnv }, _run: string, _wire: Wire) => (): void =>
    undefined;
