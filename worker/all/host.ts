// What this host is called, wherever a workspace, or a list of several hosts, names the one that it is on.
import { hostname } from 'node:os';

/** `MILLRACE_HOST` is for hosts that the system gives a new name each time, such as containers. */
export const hostName = (env: NodeJS.ProcessEnv = process.env): string => env['MILLRACE_HOST'] || hostname();
