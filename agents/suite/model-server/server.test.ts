import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startModelServer, type ModelServer } from './server.js';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const tool = { type: 'function', function: { name: 'bash' } };

function ask(base: string, path: string, body: object): Promise<Response> {
  const headers = { authorization: 'Bearer sk-test', 'content-type': 'application/json' };
  return fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify({ model: 'm', ...body }) });
}

const chat = (base: string, ...messages: object[]) => ask(base, '/chat/completions', { messages, tools: [tool] });
const user = (content: string) => ({ role: 'user', content });

describe('the test model server', () => {
  test('answers chat completions with text, usage and an end', async () => {
    const usage = { input: 9, cached: 4, output: 3, reasoning: 1 };
    const text = await (await chat(server.session('a', { steps: [{ reply: 'hello', usage }] }), user('hi'))).text();
    expect(text).toContain('"content":"hello"');
    expect(text).toContain('"prompt_tokens":9,"completion_tokens":3,"total_tokens":12');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('shapes a shell step for the tool that the client offers', async () => {
    const text = await (await chat(server.session('b', { steps: [{ shell: 'ls' }] }), user('hi'))).text();
    expect(text).toContain(JSON.stringify(JSON.stringify({ command: 'ls' })));
    expect(text).toContain('"finish_reason":"tool_calls"');
  });

  test('answers the Responses API with a terminal event', async () => {
    const base = server.session('c', { steps: [{ reply: 'hello' }] });
    const text = await (await ask(base, '/responses', { input: [user('hi')] })).text();
    expect(text).toContain('event: response.completed\n');
    expect(server.requests('c')).toMatchObject([{ authorization: 'Bearer sk-test', userText: 'hi', toolResults: 0 }]);
  });

  test('serves an error as often as told and then goes on', async () => {
    const base = server.session('d', { steps: [{ status: 503, times: 2 }, { reply: 'ok' }] });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await chat(base, user('x'))).status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  test('a route in turn order gives the same step to the same turn again', async () => {
    const steps = [{ reply: 'one' }, { reply: 'two' }];
    const base = server.session('e', {
      routes: [{ match: /builder/, steps, order: 'turn' }],
      steps: [{ reply: 'else' }],
    });
    const messages = [user('builder'), { role: 'tool', content: 'x' }];
    for (let i = 0; i < 2; i += 1) expect(await (await chat(base, ...messages)).text()).toContain('"two"');
    expect(await (await chat(base, user('checker'))).text()).toContain('"else"');
  });
});
