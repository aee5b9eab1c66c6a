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

const chat = (base: string, ...messages: object[]) =>
  ask(base, '/chat/completions', { messages, tools: [tool], stream: true });
const user = (content: string) => ({ role: 'user', content });

describe('the test model server', () => {
  test('answers chat completions with text, usage and an end', async () => {
    const usage = { input: 9, cached: 4, output: 3, reasoning: 1 };
    const text = await (await chat(server.session('a', { steps: [{ reply: 'hello', usage }] }), user('hi'))).text();
    expect(text).toContain('"content":"hello"');
    expect(text).toContain('"prompt_tokens":9,"completion_tokens":3,"total_tokens":12');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('answers in one piece who asks for no stream', async () => {
    const base = server.session('piece', { steps: [{ reply: 'I look.', shell: 'ls' }] });
    const answer = await (await ask(base, '/chat/completions', { messages: [user('hi')], tools: [tool] })).json();
    expect(answer).toMatchObject({
      choices: [{ finish_reason: 'tool_calls', message: { content: 'I look.', tool_calls: [{ type: 'function' }] } }],
      usage: { total_tokens: 120 },
    });
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

  describe('as Anthropic Messages', () => {
    const bash = { name: 'Bash', input_schema: {} };
    const ofTool = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'x' }] };
    const messages = (base: string, all: object[], more: object = { stream: true }) =>
      ask(base, '/messages', { messages: all, tools: [bash], ...more });

    test('streams text, a tool call, and usage that leaves cached tokens out of the input', async () => {
      const usage = { input: 9, cached: 4, output: 3, reasoning: 1 };
      const base = server.session('f', { steps: [{ reply: 'I will.', shell: 'ls', usage }] });
      const text = await (await messages(base, [user('hi')])).text();
      expect(text).toContain('"text_delta","text":"I will."');
      expect(text).toContain(JSON.stringify({ type: 'input_json_delta', partial_json: '{"command":"ls"}' }));
      expect(text).toContain('"input_tokens":5,"cache_read_input_tokens":4,');
      expect(text).toContain('"stop_reason":"tool_use"');
      expect(text.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n')).toBe(true);
    });

    test('answers in one piece, and tells the results of tools from what the user said', async () => {
      const base = server.session('g', { order: 'turn', steps: [{ shell: 'ls' }, { reply: 'done' }] });
      const response = await messages(base, [user('hi'), ofTool], {});
      expect(await response.json()).toMatchObject({ content: [{ text: 'done' }], stop_reason: 'end_turn' });
      expect(server.requests('g')).toMatchObject([{ userText: 'hi', toolResults: 1 }]);
    });

    test('words its errors, with the headers it is told', async () => {
      const headers = { 'anthropic-ratelimit-unified-reset': '1779075200' };
      const base = server.session('h', { steps: [{ status: 429, headers }, { status: 402 }] });
      const limited = await messages(base, [user('x')]);
      expect(limited.headers.get('anthropic-ratelimit-unified-reset')).toBe('1779075200');
      expect(await limited.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
      expect(await (await messages(base, [user('x')])).json()).toMatchObject({ error: { type: 'billing_error' } });
    });

    test('tells who asks for no stream of a failure within one as a status', async () => {
      const failed = { code: 'rate_limit_exceeded', message: 'slow down' };
      const base = server.session('j', { steps: [{ failed, times: 2 }] });
      expect(await (await messages(base, [user('x')])).text()).toMatch(
        /^event: error\n.*"rate_limit_error".*slow down/,
      );
      expect((await messages(base, [user('x')], {})).status).toBe(429);
    });

    test.each([
      ['an error in the stream', { failed: { code: 'overloaded_error', message: 'busy' } }, /^event: error\n.*busy/],
      ['nothing', { cut: 'start' }, /^$/],
      ['a page', { page: '<html>' }, /^<html>$/],
      ['no end', { reply: 'x', cut: 'end' }, /content_block_stop(?![^]*message_stop)/],
      ['a token limit', { reply: 'x', incomplete: 'max' }, /"stop_reason":"max_tokens"/],
    ] as const)('sends %s in place of an answer', async (_name, step, expected) => {
      expect(await (await messages(server.session('i', { steps: [step] }), [user('x')])).text()).toMatch(expected);
    });
  });
});
