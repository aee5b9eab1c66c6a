// docker-compose.yml says what the code says: the same flags, namespace and retention, and nothing that others on the network reach.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../disk/package-root.js';
import { NAMESPACE, RETENTION_DAYS, SERVER_IP, serverArgs, TEMPORAL_CLI_VERSION } from '../../worker/server/flags.js';

interface Service {
  image: string;
  profiles: string[];
  command?: string[];
  ports?: string[];
  environment?: Record<string, unknown>;
}

const file = path.join(packageRoot(), 'docker-compose.yml');
const services = (parse(readFileSync(file, 'utf8')) as { services: Record<string, Service> }).services;
const all = Object.entries(services);
const PROFILES = ['dev', 'cluster'];

test('the dev server is started with the flags of the embedded one, but for the address inside its container', () => {
  const args = serverArgs({ port: 7233, uiPort: 8233, httpPort: 7243 }, '/data/temporal.db');
  expect(services['dev']?.command).toEqual(args.map((word) => (word === SERVER_IP ? '0.0.0.0' : word)));
});

test('the dev server is the release that is fetched elsewhere', () => {
  expect(services['dev']?.image).toBe(`temporalio/temporal:${TEMPORAL_CLI_VERSION}`);
});

test('the cluster gets our namespace with our retention', () => {
  expect(services['namespace']?.environment).toMatchObject({ TEMPORAL_NAMESPACE: NAMESPACE });
  expect(services['namespace']?.command?.join(' ')).toMatch(new RegExp(`create --retention ${RETENTION_DAYS}d$`));
});

test.each(all)('%s has an image of a fixed version, and one profile', (_name, { image, profiles }) => {
  expect(image).toMatch(/^[a-z]+(?:\/[a-z-]+)?:\d+(?:\.\d+)*$/);
  expect(PROFILES).toEqual(expect.arrayContaining(profiles));
  expect(profiles).toHaveLength(1);
});

test.each(all.filter(([, { ports }]) => ports !== undefined))(
  '%s is reached from this machine only',
  (_name, { ports }) => {
    for (const port of ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  },
);

test.each(PROFILES)('the profile %s has its server on 7233 and its Web UI on 8233', (profile) => {
  const ports = all.flatMap(([, one]) => (one.profiles.includes(profile) ? (one.ports ?? []) : []));
  expect(ports.map((port) => port.split(':')[1]).sort()).toEqual(['7233', '8233']);
});

const compose = (...args: string[]) =>
  execaSync('docker', ['compose', '--file', file, ...args], { reject: false, stdin: 'ignore', all: true });
const hasCompose = compose('version').exitCode === 0;

test.skipIf(!hasCompose).each(PROFILES)(
  'docker compose takes the profile %s (skipped without docker compose)',
  (profile) => {
    expect(compose('--profile', profile, 'config', '--quiet')).toMatchObject({ exitCode: 0 });
  },
);
