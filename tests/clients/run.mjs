// Runs every client's cases against one fleet: node run.mjs [CLIENT...]. The exit code is 0 only if every case holds.
import { runCases } from './lib/cases.mjs';
import { startFleet } from './lib/fleet.mjs';

const clients = ['ollama', 'openai', 'langchain', 'ai-sdk-ollama', 'ollama-ai-provider-v2'];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : clients;
// What libraries say of themselves goes where people look, not among the results.
console.log = console.info = console.warn = console.error;
// A stream that was aborted on purpose leaves promises behind that nobody asks for.
process.on('unhandledRejection', () => {});

const fleet = await startFleet();
let failed = 0;
try {
  for (const client of wanted) failed += await runCases(client, (await import(`./${client}.mjs`)).default, fleet);
} finally {
  await fleet.stop();
}
process.exit(failed === 0 ? 0 : 1);
