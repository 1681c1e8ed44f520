import { createOllama } from 'ollama-ai-provider-v2';
import { aiCases } from './lib/ai.mjs';
import { assert } from './lib/cases.mjs';

const provider = fleet => createOllama({ baseURL: `${fleet.url}/api` });

export default aiCases({
  model: (fleet, name) => provider(fleet)(name),
  thinker: fleet => ({ model: provider(fleet)('qwen3:8b'), providerOptions: { ollama: { think: true } } }),
  embedding: (fleet, name) => provider(fleet).embedding(name),
  // It shows the status alone.
  unknown: error => error.statusCode === 404,
  // It takes no notice of an error in the stream, only of the connection that breaks after it.
  breaksOff: (errors, reason) => assert.ok(errors.length > 0 && reason !== 'stop', `${errors.length} errors, finish reason ${reason}`),
});
