// A collector of OpenTelemetry on this machine, as far as tests need one: it takes spans as JSON over HTTP.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Record<string, string | number>;
}

export interface Collector {
  /** Without `/v1/traces`. */
  address: string;
  /** What came so far. */
  spans: SentSpan[];
  close(): void;
}

interface Value {
  stringValue?: string;
  intValue?: number;
}

interface Body {
  resourceSpans: { scopeSpans: { spans: (Omit<SentSpan, 'attributes'> & { attributes: Attribute[] })[] }[] }[];
}

interface Attribute {
  key: string;
  value: Value;
}

export async function startCollector(): Promise<Collector> {
  const spans: SentSpan[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      if (request.url === '/v1/traces') spans.push(...spansIn(JSON.parse(body) as Body));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, close };
}

const spansIn = ({ resourceSpans }: Body): SentSpan[] =>
  resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => ({ ...span, attributes: attributesOf(span.attributes) }));

const attributesOf = (all: readonly Attribute[]): SentSpan['attributes'] =>
  Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
