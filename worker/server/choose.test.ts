import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideServer } from './choose.js';

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'millrace-choose-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A profile file of its own, so that the one of whoever runs the tests has no part in them. */
function environment(more: Record<string, string>, profiles = ''): NodeJS.ProcessEnv {
  const file = join(home, 'temporal.toml');
  writeFileSync(file, profiles);
  return { TEMPORAL_CONFIG_FILE: file, ...more };
}

const settings = { address: 'team:7233', namespace: 'team' };

describe('which server', () => {
  it('is the embedded one when nothing is said, on the asked ports', () => {
    expect(decideServer({}, environment({}))).toEqual({ kind: 'embedded' });
    expect(decideServer({ port: 7001 }, environment({}))).toEqual({ kind: 'embedded', port: 7001 });
  });

  it('is that of millrace.toml, with our namespace when it gives none', () => {
    expect(decideServer(settings, environment({}))).toMatchObject({ kind: 'external', ...settings });
    expect(decideServer({ address: 'team:7233' }, environment({}))).toMatchObject({ namespace: 'millrace' });
  });

  it('is that of TEMPORAL_ADDRESS before that of millrace.toml', () => {
    const env = environment({ TEMPORAL_ADDRESS: 'mine:7233', TEMPORAL_NAMESPACE: 'n' });
    const expected = { address: 'mine:7233', namespace: 'n', from: 'TEMPORAL_ADDRESS' };
    expect(decideServer(settings, env)).toMatchObject(expected);
  });

  it('is that of the default profile, and of the named one, with its key and TLS', () => {
    const profiles =
      '[profile.default]\naddress = "d:1"\n[profile.p]\naddress = "p:2"\nnamespace = "pn"\napi_key = "k"\n';
    expect(decideServer(settings, environment({}, profiles))).toMatchObject({ address: 'd:1', namespace: 'team' });
    const named = decideServer({}, environment({ TEMPORAL_PROFILE: 'p' }, profiles));
    const connectionOptions = { address: 'p:2', apiKey: 'k', tls: true };
    expect(named).toMatchObject({ address: 'p:2', namespace: 'pn', connectionOptions });
  });

  it('is an error when the named profile is not there, or the address is none', () => {
    expect(() => decideServer({}, environment({ TEMPORAL_PROFILE: 'absent' }))).toThrow(/temporal\.toml.*'absent'/);
    const broken = environment({}, '[profile');
    expect(() => decideServer({}, broken)).toThrow(/temporal\.toml/);
    expect(() => decideServer({ address: 'http://x' }, environment({}))).toThrow(/\[temporal\] address.*host:port/);
  });

  it('is not changed by variables that are set and empty', () => {
    expect(decideServer({}, environment({ TEMPORAL_ADDRESS: '', TEMPORAL_PROFILE: '' }))).toEqual({ kind: 'embedded' });
  });
});
