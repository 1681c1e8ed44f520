import { createOllama } from 'ai-sdk-ollama';
import { aiCases } from './lib/ai.mjs';
import { assert } from './lib/cases.mjs';

const provider = fleet => createOllama({ baseURL: fleet.url });

export default aiCases({
  model: (fleet, name) => provider(fleet)(name),
  thinker: fleet => ({ model: provider(fleet)('qwen3:8b', { think: true }) }),
  embedding: (fleet, name) => provider(fleet).embedding(name),
  closesOnAbort: false,
  unknown: /not found/,
  breaksOff: (errors, reason) => assert.ok(errors.length > 0 && reason !== 'stop', `${errors.length} errors, finish reason ${reason}`),
});
