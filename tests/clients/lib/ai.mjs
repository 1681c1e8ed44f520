// The cases of the AI SDK, the same for each of its providers.
import { embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { abortIsHeard, abortReachesTheHost, all, assert, image } from './cases.mjs';

const weather = () => tool({ description: 'The weather of a city.', inputSchema: z.object({ city: z.string() }), execute: async () => 'sunny' });

export const aiCases = ({ model, thinker, embedding, breaksOff, unknown, closesOnAbort = true }) => ({
  async 'chats'(fleet) {
    const { text, finishReason, usage } = await generateText({ model: model(fleet, 'llama3.2'), prompt: 'Hello', maxRetries: 0 });
    assert.ok(text.length > 20);
    assert.equal(finishReason, 'stop');
    assert.ok(usage.outputTokens > 0);
  },
  async 'chats in a stream'(fleet) {
    const { textStream } = streamText({ model: model(fleet, 'llama3.2'), prompt: 'Hello', maxRetries: 0 });
    assert.ok((await all(textStream)).length > 5);
  },
  async 'calls tools and goes on'(fleet) {
    const { steps, text } = await generateText({ model: model(fleet, 'llama3.2'), prompt: 'Hello', tools: { weather: weather() }, stopWhen: stepCountIs(3), maxRetries: 0 });
    assert.equal(steps[0].toolCalls[0].toolName, 'weather');
    assert.equal(typeof steps[0].toolCalls[0].input.city, 'string');
    assert.ok(text.length > 0);
  },
  async 'shows thinking'(fleet) {
    const { reasoningText, text } = await generateText({ ...thinker(fleet), prompt: 'Hello', maxRetries: 0 });
    assert.ok(reasoningText?.length > 0 && text.length > 0);
  },
  async 'gives structured output'(fleet) {
    const { output } = await generateText({ model: model(fleet, 'llama3.2'), prompt: 'Hello', output: Output.object({ schema: z.object({ name: z.string(), age: z.number() }) }), maxRetries: 0 });
    assert.equal(typeof output.age, 'number');
  },
  async 'takes images'(fleet) {
    const content = [{ type: 'text', text: 'What is it?' }, { type: 'file', mediaType: 'image/png', data: image }];
    assert.ok((await generateText({ model: model(fleet, 'llava'), messages: [{ role: 'user', content }], maxRetries: 0 })).text.length > 0);
  },
  async 'embeds'(fleet) {
    const { embeddings } = await embedMany({ model: embedding(fleet, 'nomic-embed-text'), values: ['a', 'b'], maxRetries: 0 });
    assert.equal(embeddings.length, 2);
    assert.ok(embeddings[0].length > 10);
  },
  async 'aborts'(fleet) {
    const abort = new AbortController();
    const start = name => () => streamText({ model: model(fleet, name), prompt: 'Hello', abortSignal: abort.signal, maxRetries: 0, onError() {} }).textStream;
    if (closesOnAbort) await abortReachesTheHost(fleet, start('endless'), () => abort.abort());
    else await abortIsHeard(start('qwen3:8b'), () => abort.abort());
  },
  async 'hears of an unknown model'(fleet) {
    await assert.rejects(generateText({ model: model(fleet, 'nope'), prompt: 'Hello', maxRetries: 0 }), unknown);
  },
  async 'hears of an answer that breaks off'(fleet) {
    const errors = [];
    const { textStream, finishReason } = streamText({ model: model(fleet, 'broken'), prompt: 'Hello', maxRetries: 0, onError: ({ error }) => errors.push(error) });
    await all(textStream).catch(error => errors.push(error));
    const reason = await Promise.resolve(finishReason).catch(error => { errors.push(error); return 'error'; });
    breaksOff(errors, reason);
    await assert.rejects(generateText({ model: model(fleet, 'broken'), prompt: 'Hello', maxRetries: 0 }));
  },
});
