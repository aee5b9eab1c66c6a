// The tests of rules, files and commands, and a story on a server, with each version of Node that we name. A version is given as an argument
// where it shall be one alone: `npm run test:nodes -- 24.21.0`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NODE_VERSIONS, nodeOf } from './node-versions.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const TIERS = [
  ['--project', 'pure', '--project', 'apart', '--project', 'cli'],
  ['test/server/story.test.ts', 'test/server/crash.test.ts'],
];

/** Under that Node, as are all processes that the tests start by the path of their own. */
function passes(node, words) {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'];
  return spawnSync(node, [...vitest, ...words], { cwd: root, stdio: 'inherit' }).status === 0;
}

const asked = process.argv.slice(2);
const failed = [];
for (const version of asked.length > 0 ? asked : NODE_VERSIONS) {
  const node = nodeOf(version);
  for (const words of TIERS) {
    console.log(`nodes: ${version}: ${words.join(' ')}`);
    if (!passes(node, words)) failed.push(`${version}: ${words.join(' ')}`);
  }
}
for (const one of failed) console.error(`nodes: failed with ${one}`);
if (failed.length > 0) process.exitCode = 1;
