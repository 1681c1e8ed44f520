import { Ollama } from 'ollama';
import { abortReachesTheHost, all, assert, image, person, weather } from './lib/cases.mjs';

const hi = [{ role: 'user', content: 'Hello' }];
const client = fleet => new Ollama({ host: fleet.url });

export default {
  async 'lists the models of all hosts'(fleet) {
    const { models } = await client(fleet).list();
    const names = models.map(model => model.name);
    for (const name of ['llama3.2:latest', 'mistral:7b', 'qwen3:8b', 'llava:latest', 'nomic-embed-text:latest']) assert.ok(names.includes(name), `${name} is not in ${names}`);
    assert.ok(models.every(model => model.digest && model.size > 0 && model.details.family));
  },
  async 'shows a model'(fleet) {
    const shown = await client(fleet).show({ model: 'qwen3:8b' });
    assert.ok(shown.capabilities.includes('thinking'));
    assert.ok(shown.model_info && shown.details);
  },
  async 'loads, lists and unloads'(fleet) {
    const loaded = await client(fleet).generate({ model: 'mistral:7b', prompt: '', keep_alive: '10m' });
    assert.equal(loaded.done_reason, 'load');
    const { models } = await client(fleet).ps();
    assert.ok(models.some(model => model.name === 'mistral:7b'));
    const unloaded = await client(fleet).chat({ model: 'mistral:7b', messages: [], keep_alive: 0 });
    assert.equal(unloaded.done_reason, 'unload');
    assert.ok(!(await client(fleet).ps()).models.some(model => model.name === 'mistral:7b'));
  },
  async 'chats'(fleet) {
    const answer = await client(fleet).chat({ model: 'llama3.2', messages: hi });
    assert.ok(answer.message.content.length > 20);
    assert.ok(answer.done && answer.eval_count > 0 && answer.prompt_eval_count > 0);
  },
  async 'chats in a stream'(fleet) {
    const whole = await client(fleet).chat({ model: 'llama3.2', messages: hi });
    const parts = await all(await client(fleet).chat({ model: 'llama3.2', messages: hi, stream: true }));
    assert.ok(parts.length > 10);
    assert.equal(parts.map(part => part.message.content).join(''), whole.message.content);
    assert.equal(parts.at(-1).done_reason, 'stop');
  },
  async 'generates'(fleet) {
    const answer = await client(fleet).generate({ model: 'llama3.2', prompt: 'Hello', options: { num_predict: 7 } });
    assert.equal(answer.eval_count, 7);
    assert.equal(answer.done_reason, 'length');
    assert.ok(answer.context.length > 0);
    assert.ok((await all(await client(fleet).generate({ model: 'llama3.2', prompt: 'Hello', stream: true }))).at(-1).done);
  },
  async 'calls tools'(fleet) {
    const asked = [...hi];
    const answer = await client(fleet).chat({ model: 'llama3.2', messages: asked, tools: [weather] });
    const [call] = answer.message.tool_calls;
    assert.equal(call.function.name, 'weather');
    assert.equal(typeof call.function.arguments.city, 'string');
    asked.push(answer.message, { role: 'tool', content: 'sunny', tool_name: 'weather' });
    const end = await client(fleet).chat({ model: 'llama3.2', messages: asked, tools: [weather] });
    assert.ok(end.message.content.length > 0 && !end.message.tool_calls);
  },
  async 'shows thinking'(fleet) {
    const parts = await all(await client(fleet).chat({ model: 'qwen3:8b', messages: hi, think: true, stream: true }));
    assert.ok(parts.map(part => part.message.thinking ?? '').join('').length > 0);
    const quiet = await client(fleet).chat({ model: 'qwen3:8b', messages: hi, think: false });
    assert.ok(!quiet.message.thinking);
  },
  async 'gives structured output'(fleet) {
    const answer = await client(fleet).chat({ model: 'llama3.2', messages: hi, format: person });
    assert.equal(typeof JSON.parse(answer.message.content).age, 'number');
  },
  async 'takes images'(fleet) {
    const answer = await client(fleet).chat({ model: 'llava', messages: [{ role: 'user', content: 'What is it?', images: [image] }] });
    assert.ok(answer.message.content.length > 0);
  },
  async 'embeds'(fleet) {
    const answer = await client(fleet).embed({ model: 'nomic-embed-text', input: ['a', 'b'] });
    assert.equal(answer.embeddings.length, 2);
    assert.ok(answer.embeddings[0].length > 10 && answer.total_duration > 0);
    const old = await client(fleet).embeddings({ model: 'nomic-embed-text', prompt: 'a' });
    assert.ok(old.embedding.length > 10);
  },
  async 'pulls with progress, uses it at once, and deletes it'(fleet) {
    const parts = await all(await client(fleet).pull({ model: 'pulled', stream: true }));
    assert.ok(parts.some(part => part.total > 0 && part.completed > 0 && part.completed < part.total));
    assert.equal(parts.at(-1).status, 'success');
    assert.ok((await client(fleet).chat({ model: 'pulled', messages: hi })).done);
    assert.ok((await client(fleet).list()).models.some(model => model.name === 'pulled:latest'));
    assert.equal((await client(fleet).delete({ model: 'pulled' })).status, 'success');
    assert.ok(!(await client(fleet).list()).models.some(model => model.name === 'pulled:latest'));
  },
  async 'pulls whole'(fleet) {
    assert.equal((await client(fleet).pull({ model: 'pulled2' })).status, 'success');
    await client(fleet).delete({ model: 'pulled2' });
  },
  async 'creates, copies and pushes'(fleet) {
    const made = await all(await client(fleet).create({ model: 'mine', from: 'qwen3:8b', system: 'Be brief.', stream: true }));
    assert.equal(made.at(-1).status, 'success');
    await client(fleet).copy({ source: 'mine', destination: 'copied' });
    assert.ok((await client(fleet).chat({ model: 'copied', messages: hi })).done);
    assert.equal((await all(await client(fleet).push({ model: 'copied', stream: true }))).at(-1).status, 'success');
    for (const model of ['mine', 'copied']) await client(fleet).delete({ model });
  },
  async 'aborts, and the host stops'(fleet) {
    const ollama = client(fleet);
    const { thrown } = await abortReachesTheHost(fleet, () => ollama.chat({ model: 'endless', messages: hi, stream: true }), () => ollama.abort());
    assert.equal(thrown?.name, 'AbortError');
  },
  async 'hears of an unknown model'(fleet) {
    await assert.rejects(client(fleet).chat({ model: 'nope', messages: hi }), error => error.status_code === 404 && /model 'nope' not found/.test(error.message));
    await assert.rejects(client(fleet).show({ model: 'nope' }), /model 'nope:latest' not found/);
    await assert.rejects(client(fleet).embed({ model: 'nope', input: 'a' }), /model "nope" not found, try pulling it first/);
    await assert.rejects(client(fleet).delete({ model: 'nope' }), error => error.status_code === 404);
  },
  async 'hears what a model cannot do'(fleet) {
    await assert.rejects(client(fleet).chat({ model: 'llama3.2', messages: hi, think: true }), error => error.status_code === 400 && /does not support thinking/.test(error.message));
  },
  async 'hears of an answer that breaks off'(fleet) {
    await assert.rejects(async () => all(await client(fleet).chat({ model: 'broken', messages: hi, stream: true })), /error/);
    await assert.rejects(client(fleet).chat({ model: 'broken', messages: hi }), /error/);
  },
  async 'asks for the version'(fleet) {
    assert.match((await client(fleet).version()).version, /^\d+\.\d+/);
  },
};
