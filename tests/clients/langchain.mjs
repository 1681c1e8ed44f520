import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOllama, Ollama, OllamaEmbeddings } from '@langchain/ollama';
import { z } from 'zod';
import { abortIsHeard, all, assert, image } from './lib/cases.mjs';

const chat = (fleet, model, more = {}) => new ChatOllama({ baseUrl: fleet.url, model, maxRetries: 0, ...more });

export default {
  async 'chats'(fleet) {
    const answer = await chat(fleet, 'llama3.2').invoke('Hello');
    assert.ok(answer.content.length > 20);
    assert.ok(answer.usage_metadata.total_tokens > 0);
  },
  async 'chats in a stream'(fleet) {
    assert.ok((await all(await chat(fleet, 'llama3.2').stream('Hello'))).length > 10);
  },
  async 'generates'(fleet) {
    assert.ok((await new Ollama({ baseUrl: fleet.url, model: 'llama3.2', maxRetries: 0 }).invoke('Hello')).length > 20);
  },
  async 'calls tools'(fleet) {
    const weather = tool(async () => 'sunny', { name: 'weather', description: 'The weather of a city.', schema: z.object({ city: z.string() }) });
    const answer = await chat(fleet, 'llama3.2').bindTools([weather]).invoke('Hello');
    assert.equal(answer.tool_calls[0].name, 'weather');
    assert.equal(typeof answer.tool_calls[0].args.city, 'string');
  },
  async 'shows thinking'(fleet) {
    const answer = await chat(fleet, 'qwen3:8b', { think: true }).invoke('Hello');
    assert.ok(JSON.stringify(answer).includes('reasoning'), 'there is no reasoning in the message');
  },
  async 'gives structured output'(fleet) {
    const answer = await chat(fleet, 'llama3.2').withStructuredOutput(z.object({ name: z.string(), age: z.number() }), { method: 'jsonSchema' }).invoke('Hello');
    assert.equal(typeof answer.age, 'number');
  },
  async 'takes images'(fleet) {
    const content = [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: `data:image/png;base64,${image}` }];
    assert.ok((await chat(fleet, 'llava').invoke([new HumanMessage({ content })])).content.length > 0);
  },
  async 'embeds'(fleet) {
    const embeddings = new OllamaEmbeddings({ baseUrl: fleet.url, model: 'nomic-embed-text', maxRetries: 0 });
    const [one, two] = await embeddings.embedDocuments(['a', 'b']);
    assert.ok(one.length > 10 && one.length === two.length);
    assert.equal((await embeddings.embedQuery('a')).length, one.length);
  },
  async 'pulls what is missing'(fleet) {
    assert.ok((await chat(fleet, 'pulled-by-chain', { checkOrPullModel: true }).invoke('Hello')).content.length > 0);
    await fetch(`${fleet.url}/api/delete`, { method: 'DELETE', body: '{"model":"pulled-by-chain"}' });
  },
  async 'aborts'(fleet) {
    const abort = new AbortController();
    await abortIsHeard(() => chat(fleet, 'qwen3:8b').stream('Hello', { signal: abort.signal }), () => abort.abort());
  },
  async 'hears of an unknown model'(fleet) {
    await assert.rejects(chat(fleet, 'nope').invoke('Hello'), /model 'nope' not found/);
  },
  async 'hears of an answer that breaks off'(fleet) {
    await assert.rejects(chat(fleet, 'broken').invoke('Hello'), /error/);
    await assert.rejects(async () => all(await chat(fleet, 'broken').stream('Hello')), /error/);
  },
};
