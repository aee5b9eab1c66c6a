// Where the process that serves all listed workspaces of a state home keeps its record, its lease and its log.
import path from 'node:path';
import { homePaths } from '../../core/contracts/paths.js';

/** `home`: the state home. */
export const allFolder = (home: string): string => path.join(home, homePaths.all);
