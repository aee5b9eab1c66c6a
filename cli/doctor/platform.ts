// The machine: what `run` needs of it besides a runner and a server.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { packageRoot } from '../../disk/package-root.js';
import { error, type Finding, ok, warning } from './finding.js';

const LIMIT_MS = 10_000;

/** `probe`: whether git may be asked. */
export async function lookAtPlatform(dir: string, probe: boolean): Promise<Finding[]> {
  return [system(), node(), ...(probe ? await git(dir) : [])];
}

function system(): Finding {
  const { platform, arch } = process;
  if (platform === 'linux') return ok('platform', `${platform} ${arch}`);
  const remedy = 'Use Linux, or WSL2 on Windows; read commands work here too.';
  return error('platform_unsupported', `\`millrace run\` does not work on ${platform}`, { remedy });
}

function node(): Finding {
  const file = readFileSync(`${packageRoot()}/package.json`, 'utf8');
  const wanted = (JSON.parse(file) as { engines: { node: string } }).engines.node.replace('>=', '');
  const numbers = (text: string): number[] => text.split('.').map(Number);
  const [major = 0, minor = 0] = numbers(process.versions.node);
  const [oldMajor = 0, oldMinor = 0] = numbers(wanted);
  const fits = major > oldMajor || (major === oldMajor && minor >= oldMinor);
  if (fits) return ok('node', `Node ${process.versions.node}`);
  return error('node_old', `Node ${process.versions.node}`, { remedy: `Use Node ${wanted} or newer.` });
}

async function git(dir: string): Promise<Finding[]> {
  const ask = (...args: string[]): Promise<string | null> =>
    promisify(execFile)('git', ['-C', dir, ...args], { timeout: LIMIT_MS }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  const version = await ask('--version');
  if (version === null)
    return [
      warning('git_missing', 'git does not run', {
        remedy:
          'Install git: without it nothing records what stages change, and agents and people compare work with it.',
      }),
    ];
  if ((await ask('rev-parse', '--is-inside-work-tree')) === 'true') return [ok('git', version)];
  const remedy = '`git init` makes one, and what agents changed can be seen and taken back.';
  return [warning('no_repository', 'the workspace is no git repository', { where: dir, remedy })];
}
