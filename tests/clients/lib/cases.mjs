// A case is a name and a function that throws when it does not hold. Results are lines of JSON on standard output.
import assert from 'node:assert/strict';

export { assert };

export async function runCases(client, cases, fleet) {
  let failed = 0;
  for (const [name, run] of Object.entries(cases)) {
    const start = performance.now();
    let error = null;
    try {
      await within(30_000, run(fleet));
    } catch (cause) {
      failed++;
      error = `${cause?.stack ?? cause}`;
    }
    process.stdout.write(`${JSON.stringify({ case: `${client}: ${name}`, error, ms: Math.round(performance.now() - start) })}\n`);
  }
  return failed;
}

function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Lets a stream run to its end, and says what came.
export async function all(stream) {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
}

// Reads a few items of an endless answer, aborts it, and waits until the host has seen its connection close.
export async function abortReachesTheHost(fleet, start, abort) {
  const program = fleet.programs.eyes;
  const from = program.lines.length;
  const stream = await start();
  let count = 0;
  let thrown = null;
  try {
    for await (const _ of stream)
      if (++count === 3) await abort();
  } catch (cause) {
    thrown = cause;
  }
  await program.line(/closed by the client/, from);
  return { count, thrown };
}

// For clients that stop listening but leave their connection open until the answer's end, in front of an Ollama as here: they hear no more.
export async function abortIsHeard(start, abort) {
  let count = 0;
  try {
    for await (const _ of await start())
      if (++count === 3) await abort();
  } catch (cause) {
    assert.match(`${cause.name} ${cause.message}`, /abort/i);
  }
  assert.ok(count < 20, `${count} pieces came`);
}

export const image = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] },
  },
};

export const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};
