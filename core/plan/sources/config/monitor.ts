// [monitor]: how often a worker says that a stage is still at work, and that nothing is.
import { z } from 'zod';
import { wholeSeconds } from './values.js';

export const monitor = z
  .strictObject({
    heartbeat_seconds: wholeSeconds(0)
      .default(30)
      .describe('Seconds after which a line says how a stage at work stands, and how often again; 0 = never.'),
    idle_seconds: wholeSeconds(0)
      .default(3600)
      .describe('Seconds after which a worker at rest says again why it is; 0 = only when it comes to rest.'),
  })
  .prefault({})
  .describe('What `millrace run` says while nothing else happens.');
