// Names the build of the workflow code, so that no worker helps one whose workflows would decide otherwise.
import { createHash } from 'node:crypto';
import { readBytes } from '../disk/read.js';
import { workflowBundle } from './workers.js';

/** Beginning of the bundle's digest. */
export const buildName = (): string =>
  createHash('sha256')
    .update(readBytes(workflowBundle()) ?? '')
    .digest('hex')
    .slice(0, 12);
