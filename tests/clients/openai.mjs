import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { abortReachesTheHost, all, assert, image, person, weather } from './lib/cases.mjs';

const hi = [{ role: 'user', content: 'Hello' }];
const client = fleet => new OpenAI({ baseURL: `${fleet.url}/v1`, apiKey: 'a dummy key', maxRetries: 0 });

export default {
  async 'lists the models of all hosts'(fleet) {
    const names = (await all(await client(fleet).models.list())).map(model => model.id);
    for (const name of ['llama3.2:latest', 'qwen3:8b', 'llava:latest']) assert.ok(names.includes(name), `${name} is not in ${names}`);
  },
  async 'shows a model'(fleet) {
    const model = await client(fleet).models.retrieve('qwen3:8b');
    assert.deepEqual([model.id, model.object, model.owned_by], ['qwen3:8b', 'model', 'library']);
  },
  async 'chats'(fleet) {
    const answer = await client(fleet).chat.completions.create({ model: 'llama3.2', messages: hi, seed: 1, temperature: 0 });
    assert.ok(answer.choices[0].message.content.length > 20);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.ok(answer.usage.total_tokens > 0);
  },
  async 'chats in a stream'(fleet) {
    const parts = await all(await client(fleet).chat.completions.create({ model: 'llama3.2', messages: hi, stream: true, stream_options: { include_usage: true } }));
    assert.ok(parts.length > 10 && parts.at(-1).usage.completion_tokens > 0);
    assert.equal(parts.at(-2).choices[0].finish_reason, 'stop');
    assert.equal(new Set(parts.map(part => part.id)).size, 1);
  },
  async 'generates'(fleet) {
    const answer = await client(fleet).completions.create({ model: 'llama3.2', prompt: 'Hello', max_tokens: 5 });
    assert.equal(answer.choices[0].finish_reason, 'length');
    assert.equal(answer.usage.completion_tokens, 5);
  },
  async 'calls tools'(fleet) {
    const answer = await client(fleet).chat.completions.create({ model: 'llama3.2', messages: hi, tools: [weather] });
    const [call] = answer.choices[0].message.tool_calls;
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
    const end = await client(fleet).chat.completions.create({
      model: 'llama3.2', tools: [weather], messages: [...hi, answer.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'sunny' }] });
    assert.ok(end.choices[0].message.content.length > 0);
  },
  async 'calls tools with the helper that runs them'(fleet) {
    const asked = [];
    const runner = client(fleet).chat.completions.runTools({
      model: 'llama3.2', messages: hi,
      tools: [{ type: 'function', function: { ...weather.function, parse: JSON.parse, function: async ({ city }) => { asked.push(city); return 'sunny'; } } }] });
    assert.ok((await runner.finalContent()).length > 0);
    assert.equal(asked.length, 1);
  },
  async 'shows thinking'(fleet) {
    const parts = await all(await client(fleet).chat.completions.create({ model: 'qwen3:8b', messages: hi, stream: true, reasoning_effort: 'high' }));
    assert.ok(parts.map(part => part.choices[0]?.delta.reasoning ?? '').join('').length > 0);
  },
  async 'gives structured output'(fleet) {
    const answer = await client(fleet).chat.completions.create({
      model: 'llama3.2', messages: hi, response_format: { type: 'json_schema', json_schema: { name: 'person', schema: person, strict: true } } });
    assert.equal(typeof JSON.parse(answer.choices[0].message.content).age, 'number');
  },
  async 'takes images'(fleet) {
    const content = [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } }];
    const answer = await client(fleet).chat.completions.create({ model: 'llava', messages: [{ role: 'user', content }] });
    assert.ok(answer.choices[0].message.content.length > 0);
  },
  async 'embeds'(fleet) {
    const asNumbers = await client(fleet).embeddings.create({ model: 'nomic-embed-text', input: ['a', 'b'], encoding_format: 'float' });
    // By default the client asks for base64 and unpacks it.
    const unpacked = await client(fleet).embeddings.create({ model: 'nomic-embed-text', input: ['a', 'b'] });
    assert.equal(unpacked.data.length, 2);
    unpacked.data[0].embedding.forEach((value, at) => assert.ok(Math.abs(value - asNumbers.data[0].embedding[at]) < 1e-6));
    assert.ok(unpacked.usage.total_tokens > 0);
  },
  async 'responds'(fleet) {
    const answer = await client(fleet).responses.create({ model: 'llama3.2', instructions: 'Be brief.', input: 'Hello' });
    assert.equal(answer.status, 'completed');
    assert.ok(answer.output_text.length > 20);
    assert.ok(answer.usage.total_tokens > 0);
    const cut = await client(fleet).responses.create({ model: 'llama3.2', input: hi, max_output_tokens: 3 });
    assert.deepEqual([cut.status, cut.incomplete_details.reason], ['incomplete', 'max_output_tokens']);
  },
  async 'responds in a stream'(fleet) {
    const stream = client(fleet).responses.stream({ model: 'qwen3:8b', input: 'Hello', reasoning: { effort: 'high' } });
    const events = await all(stream);
    assert.deepEqual(events.map(event => event.sequence_number), events.map((_, at) => at));
    const kinds = new Set(events.map(event => event.type));
    for (const kind of ['response.created', 'response.in_progress', 'response.output_item.added', 'response.reasoning_summary_text.delta', 'response.content_part.added', 'response.output_text.delta',
      'response.output_text.done', 'response.content_part.done', 'response.output_item.done', 'response.completed']) assert.ok(kinds.has(kind), `${kind} did not come`);
    const final = await stream.finalResponse();
    assert.equal(final.output_text, events.filter(event => event.type === 'response.output_text.delta').map(event => event.delta).join(''));
    assert.deepEqual(final.output.map(item => item.type), ['reasoning', 'message']);
  },
  async 'responds with tools and goes on'(fleet) {
    const tools = [{ type: 'function', ...weather.function, strict: false }];
    const input = [{ role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }];
    const events = await all(await client(fleet).responses.create({ model: 'llama3.2', input, tools, stream: true }));
    const { response } = events.at(-1);
    const call = response.output.find(item => item.type === 'function_call');
    assert.equal(call.name, 'weather');
    assert.equal(typeof JSON.parse(call.arguments).city, 'string');
    assert.ok(events.some(event => event.type === 'response.function_call_arguments.done'));
    const end = await client(fleet).responses.create({ model: 'llama3.2', tools, input: [...input, ...response.output, { type: 'function_call_output', call_id: call.call_id, output: 'sunny' }] });
    assert.ok(end.output_text.length > 0);
  },
  async 'responds with structured output'(fleet) {
    const answer = await client(fleet).responses.parse({ model: 'llama3.2', input: 'Hello', text: { format: zodTextFormat(z.object({ name: z.string(), age: z.number() }), 'person') } });
    assert.equal(typeof answer.output_parsed.age, 'number');
  },
  async 'aborts, and the host stops'(fleet) {
    const abort = new AbortController();
    await abortReachesTheHost(
      fleet, () => client(fleet).chat.completions.create({ model: 'endless', messages: hi, stream: true }, { signal: abort.signal }), () => abort.abort());
  },
  async 'hears of an unknown model'(fleet) {
    await assert.rejects(client(fleet).chat.completions.create({ model: 'nope', messages: hi }), error => error instanceof OpenAI.NotFoundError && error.type === 'not_found_error');
    await assert.rejects(client(fleet).models.retrieve('nope'), OpenAI.NotFoundError);
    await assert.rejects(client(fleet).embeddings.create({ model: 'nope', input: 'a' }), OpenAI.NotFoundError);
    await assert.rejects(client(fleet).responses.create({ model: 'nope', input: 'a' }), OpenAI.NotFoundError);
  },
  async 'hears what is wrong with a request'(fleet) {
    await assert.rejects(client(fleet).chat.completions.create({ model: 'llama3.2', messages: [] }), OpenAI.BadRequestError);
    await assert.rejects(client(fleet).responses.create({ model: 'llama3.2', input: 'a', previous_response_id: 'resp_1' }), /previous_response_id is not supported/);
  },
  async 'hears of an answer that breaks off'(fleet) {
    await assert.rejects(async () => all(await client(fleet).chat.completions.create({ model: 'broken', messages: hi, stream: true })), OpenAI.APIError);
    await assert.rejects(async () => all(await client(fleet).responses.create({ model: 'broken', input: 'Hello', stream: true })), OpenAI.APIError);
    await assert.rejects(client(fleet).chat.completions.create({ model: 'broken', messages: hi }), OpenAI.APIError);
  },
};
