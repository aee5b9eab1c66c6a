// Whether a proxy of the environment stands between us and a Temporal server. Never before a server on this machine, and never before one that
// NO_PROXY exempts, in whatever spelling; the client and the SDK's workers go the same way.
import { BlockList, isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { own } from '../../core/own.js';

export interface Proxy {
  /** host:port, without user and password. */
  address: string;
  /** Where it stands, for messages. */
  variable: string;
  /** Null where none are given. */
  credentials: { username: string; password: string } | null;
}

/** Those that the client library of gRPC reads, in its order; it knows no other kind than `http:`. */
const VARIABLES = ['grpc_proxy', 'https_proxy', 'http_proxy'];
const EXEMPT = /^no_(grpc_)?proxy$/i;

/** `address`: host:port; `variables`: the first that is set counts. Null = straight to the server. */
export function proxyFor(
  address: string,
  env: NodeJS.ProcessEnv = process.env,
  variables: readonly string[] = VARIABLES,
): Proxy | null {
  const host = hostOf(address);
  const variable = variables.find((name) => own(env, name));
  if (variable === undefined || isOwn(host) || isExempt(host, env)) return null;
  const given = own(env, variable) ?? '';
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url?.protocol !== 'http:') return null;
  const [username, password] = [decoded(url.username), decoded(url.password)];
  const credentials = username === '' ? null : { username, password };
  return { address: `${url.hostname}:${url.port || '80'}`, variable, credentials };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether NO_PROXY names the host: itself, a domain it is in, its network, or `*`. A port behind a name is passed over. */
export function isExempt(host: string, env: NodeJS.ProcessEnv): boolean {
  const lists = Object.entries(env).flatMap(([name, value]) => (EXEMPT.test(name) ? [value ?? ''] : []));
  const entries = lists.flatMap((list) => list.split(/[\s,]+/)).filter((entry) => entry !== '');
  return entries.some((entry) => covers(entry.toLowerCase(), host.toLowerCase()));
}

function covers(entry: string, host: string): boolean {
  if (entry === '*' || host === hostOf(entry)) return true;
  if (entry.includes('/')) return isInNetwork(entry, host);
  const domain = hostOf(entry).replace(/^\*?\.?/, '');
  return domain !== '' && isIP(host) === 0 && (host === domain || host.endsWith(`.${domain}`));
}

function isInNetwork(entry: string, host: string): boolean {
  const [net = '', prefix = ''] = entry.split('/');
  const [family, of] = [isIP(net), isIP(host)];
  if (family === 0 || family !== of || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (of === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  const type = of === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(net, Number(prefix), type);
  return list.check(host, type);
}

/** A name or an address of this machine. */
function isOwn(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === hostname().toLowerCase()) return true;
  if (isInNetwork('127.0.0.0/8', name) || ['0.0.0.0', '::', '::1'].includes(name)) return true;
  if (isInNetwork('127.0.0.0/8', name.replace(/^::ffff:/, ''))) return true;
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === name));
}

/** Of host, host:port, [host]:port or an IPv6 address. */
function hostOf(address: string): string {
  const bracketed = /^\[([^\]]+)\](:\d+)?$/.exec(address)?.[1];
  if (bracketed !== undefined) return bracketed;
  return isIP(address) === 6 ? address : address.replace(/:\d+$/, '');
}
