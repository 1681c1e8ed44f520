// Starts what the clients talk to: three simulators that hold different models, and a real `conductor serve` in front of them.
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const simulator = join(root, 'tests/Conductor.OllamaSim/bin/Release/net10.0/ollama-sim.dll');
const conductor = join(root, 'src/Conductor.Cli/bin/Release/net10.0/conductor.dll');

class Program {
  lines = [];
  #waiting = new Set();

  constructor(args, env = {}) {
    this.process = spawn('dotnet', args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout, this.process.stderr])
      createInterface({ input: stream }).on('line', line => {
        this.lines.push(line);
        for (const look of this.#waiting) look();
      });
    this.ended = new Promise(resolve => this.process.on('exit', resolve));
  }

  // The first line from `from` on that matches; waits for it.
  line(pattern, from = 0, patience = 20_000) {
    return new Promise((resolve, reject) => {
      const done = (settle, value) => { this.#waiting.delete(look); clearTimeout(timer); settle(value); };
      const look = () => {
        const found = this.lines.slice(from).map(line => line.match(pattern)).find(match => match);
        if (found) done(resolve, found);
      };
      const timer = setTimeout(() => done(reject, new Error(`no line ${pattern} came; there were:\n${this.lines.slice(-20).join('\n')}`)), patience);
      this.#waiting.add(look);
      look();
    });
  }

  async stop() {
    this.process.kill('SIGTERM');
    const late = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
    await this.ended;
    clearTimeout(late);
  }
}

const simulators = {
  tools: ['--model', 'llama3.2', '--model', 'mistral:7b', '--calls-tools'],
  thinker: ['--model', 'qwen3:8b', '--model', 'broken', '--capability', 'thinking', '--tokens-per-second', '200', '--fault', 'error-after:5', '--fault-model', 'broken'],
  // 'endless' says five words and then nothing until its caller leaves: who stops it has all the time in the world.
  eyes: ['--model', 'llava', '--model', 'nomic-embed-text', '--model', 'endless', '--capability', 'vision', '--capability', 'embedding', '--fault', 'silent-after:5', '--fault-model', 'endless'],
};

export async function startFleet() {
  const home = mkdtempSync(join(tmpdir(), 'clients-'));
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const programs = {};
  const started = await Promise.all(Object.entries(simulators).map(async ([name, args]) => {
    programs[name] = new Program([simulator, '--port', '0', ...args]);
    return [name, (await programs[name].line(/^Listening on (\S+)/))[1]];
  }));
  const urls = Object.fromEntries(started);
  // Hosts do not rest here: one case that breaks answers would hold up the next one that asks the same host.
  programs.conductor = new Program(
    [conductor, 'serve', '--http', '127.0.0.1:0', '--socket', 'off', '--set', 'circuit.faults=100', ...Object.values(urls).flatMap(url => ['--backend', url])],
    { HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') });
  const url = (await programs.conductor.line(/http\s+(http:\/\/[^/\s]+)/))[1];
  return {
    url,
    urls,
    programs,
    async stop() {
      await Promise.all(Object.values(programs).map(program => program.stop()));
      rmSync(home, { recursive: true, force: true });
    },
  };
}
