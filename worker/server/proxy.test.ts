// Which servers are asked through a proxy of the environment: none on this machine, none that NO_PROXY exempts in any spelling.
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isExempt, proxyFor } from './proxy.js';

const PROXY = { https_proxy: 'http://user:p%40ss@proxy.corp:3128' };

describe('a server on this machine', () => {
  const own = ['127.0.0.1:7233', 'localhost:7233', '127.8.9.1:1', '[::1]:7233', '0.0.0.0:7233', 'LOCALHOST:7233'];
  const names = [`${hostname()}:7233`, 'temporal.localhost:7233', '[::ffff:127.0.0.1]:7233'];
  it.each([...own, ...names])('is asked directly, %s', (address) => {
    for (const name of ['http_proxy', 'https_proxy', 'grpc_proxy'])
      expect(proxyFor(address, { [name]: 'http://127.0.0.1:9' })).toBeNull();
  });
});

describe('another server', () => {
  it('is asked through the proxy, whose password no message names', () => {
    expect(proxyFor('temporal.corp.example:7233', PROXY)).toEqual({
      address: 'proxy.corp:3128',
      variable: 'https_proxy',
      credentials: { username: 'user', password: 'p@ss' },
    });
  });

  it.each([
    ['https_proxy before http_proxy', { http_proxy: 'http://b:2', https_proxy: 'http://a:1' }, 'a:1'],
    ['grpc_proxy first', { ...PROXY, grpc_proxy: 'http://g:1' }, 'g:1'],
    ['without a port', { http_proxy: 'http://c' }, 'c:80'],
    ['of another kind', { https_proxy: 'socks5://c:1' }, null],
    ['that is no address', { https_proxy: 'none' }, null],
    ['that is empty', { https_proxy: '' }, null],
  ])('%s', (_what, env, address) => {
    expect(proxyFor('far.example:7233', env)?.address ?? null).toBe(address);
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['no_proxy', '*', 'a.corp'],
    ['NO_PROXY', 'a.corp', 'a.corp'],
    ['No_Proxy', 'localhost, .corp', 'a.corp'],
    ['NO_PROXY', '*.Corp', 'A.corp'],
    ['no_grpc_proxy', 'corp', 'a.corp'],
    ['NO_PROXY', 'a.corp:7233', 'a.corp'],
    ['NO_PROXY', '10.0.0.0/8', '10.2.3.4'],
    ['no_proxy', 'fd00::/8', 'fd00::1'],
  ])('%s=%s exempts %s', (name, list, host) => {
    expect(isExempt(host, { [name]: list })).toBe(true);
    expect(proxyFor(`${host.includes('::') ? `[${host}]` : host}:7233`, { ...PROXY, [name]: list })).toBeNull();
  });

  it.each([
    ['', 'a.corp'],
    [',', 'a.corp'],
    ['orp', 'a.corp'],
    ['b.corp', 'a.corp'],
    ['10.0.0.0/8', '11.2.3.4'],
    ['10.0.0.0/99', '10.2.3.4'],
  ])('"%s" does not exempt %s', (list, host) => {
    expect(proxyFor(`${host}:7233`, { ...PROXY, NO_PROXY: list })).not.toBeNull();
  });
});
