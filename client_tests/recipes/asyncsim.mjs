/**
 * asyncsim for node:test and other runners: every test gets a simulated world of its own.
 *
 * Copy this file beside your tests (Node 18 or newer). It uses the server at $ASYNCSIM_URL, else it
 * starts one that ends with the tests:
 *   test('prices', async (t) => { const sim = await asyncsim(t); ... });
 * Point your client at sim.url with the key sim.key; then time is yours.
 */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const { env } = process;
let serverUrl = env.ASYNCSIM_URL?.replace(/\/+$/, '');

// The shell ends the server when its own stdin closes, as it does however this process ends.
const SERVE = `unset ASYNCSIM_PROGRAM; "$0" serve --listen 127.0.0.1:0 --clock manual \
--scenario "\${ASYNCSIM_SCENARIO:-ci}" </dev/null & exec >&-; read -r _; kill $! 2>&-; wait`;

/** Starts $ASYNCSIM_PROGRAM, else asyncsim on PATH or in build/ of a folder around this file. */
async function startServer() {
  const program = env.ASYNCSIM_PROGRAM || 'asyncsim';
  const around = ['build', '../build', '../../build', '../../../build'];
  const path = around.map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const server = spawn('/bin/sh', ['-c', SERVE, program], { detached: true,
    stdio: ['pipe', 'pipe', 'inherit'], env: { ...env, PATH: [env.PATH, ...path].join(':') } });
  const [ready] = await Promise.race([once(server.stdout, 'data'), once(server.stdout, 'end')]);
  for (const part of [server, server.stdin, server.stdout]) part.unref();
  if (ready) return JSON.parse(ready).url;
  throw new Error(`${program} did not start; stderr says why. Not found? Set ASYNCSIM_PROGRAM to ` +
    "the path of asyncsim (built by its simulator/run), or ASYNCSIM_URL to a server's address");
}

/** One test's world: a key, with a clock, jobs and inboxes that no other test can touch. */
export class Asyncsim {
  #open;
  #moving = Promise.resolve();

  constructor(url, clock) {
    Object.assign(this, { url, key: `test-${randomUUID()}`, sleep: this.sleep.bind(this) });
    this.#open = () => this.call('PUT', '/_sim/clock', { mode: clock });
  }

  /** clock: who moves time: 'manual', these calls; 'polls', those of the client. */
  static async open(clock = 'manual') {
    const sim = new Asyncsim(await (serverUrl ||= startServer()), clock);
    await sim.#open(); // the first call: no time has passed before
    return sim;
  }

  /** Any call below /_sim/: what it answers, or an Error with its message and hint. */
  async call(method, path, body, read = 'json') {
    const headers = { authorization: `Bearer ${this.key}` };
    if (env.ASYNCSIM_CONTROL_TOKEN) headers['x-control-token'] = env.ASYNCSIM_CONTROL_TOKEN;
    const init = { method, headers, body: body && JSON.stringify(body) };
    const answer = await fetch(this.url + path, init);
    if (answer.ok) return answer[read]();
    const said = await answer.json();
    const { error } = said;
    if (!error) return said; // an expectation that is missed
    throw new Error([error.message, error.hint].filter(Boolean).join('; '));
  }

  /** Moves time by '48h', or { until: 'next', 'settled' or the id of a job that is to be done }.
   * When it resolves, all that was due has happened, webhooks answered included. */
  async advance(by) {
    const goal = typeof by === 'object' ? { ...by } : { by };
    if (goal.until && !/^(next|settled)$/.test(goal.until)) goal.until = { job: goal.until };
    const moved = this.#moving.then(() => this.call('POST', '/_sim/clock/advance', goal));
    this.#moving = moved.catch(() => {});
    const ran = await moved;
    if (ran.stopped) throw new Error(`the advance stopped at ${ran.now}: ${ran.stopped}`);
    return ran;
  }

  /** In place of setTimeout of node:timers/promises: moves time. Sleeps side by side add up: where
   * many jobs are polled at once, use the clock 'polls' and a sleep that does nothing. */
  async sleep(ms = 1, value = undefined, { signal } = {}) {
    signal?.throwIfAborted();
    await this.advance(`${Math.max(1, Math.ceil(ms))}ms`);
    return value;
  }

  /** The test's first 10,000 jobs: objects with id, state, polls, collected ... */
  jobs = async () => (await this.call('GET', '/_sim/jobs?limit=10000')).jobs;

  /** Ends a pending job well, now. */
  complete = (job) => this.call('POST', `/_sim/jobs/${job}/complete`);

  /** Ends a pending job with that error code, now. */
  fail = (job, code = 'reject_block') => this.call('POST', `/_sim/jobs/${job}/fail?code=${code}`);

  /** A receiver built in: its url is a webhook_url; messages({ count: 2, wait: '5s' }) are objects
   * with at, method, headers, body, json: all so far, or waiting (really) for that many. */
  inbox(name = 'test') {
    const messages = async ({ count, wait = '5s' } = {}) => (await this.call('GET',
      `/_sim/inbox/${name}/messages${count ? `?count=${count}&wait=${wait}` : ''}`)).messages;
    return { url: `https://sim.test/inbox/${name}`, messages };
  }

  /** What happened so far, one object an event. */
  async journal() {
    const lines = await this.call('GET', '/_sim/journal', undefined, 'text');
    return lines.match(/.+/g)?.map((line) => JSON.parse(line)) ?? [];
  }

  /** Rejects, with what came nearest, unless that is met, or is within wait: '5s' (really):
   * { all_jobs: 'collected' }, { event: { event: 'polled', answer: 'ready' }, at_least: 2 } */
  async expect(expectation) {
    const found = await this.call('POST', '/_sim/expect', expectation);
    if (found.met) return;
    const said = found.unknown ?? [found.found, ...found.examples].join(', ');
    throw new Error([`expected ${found.expected}; ${said}`, ...found.nearest].join('\n  '));
  }

  /** Back to the beginning: no jobs, the clock at its start. */
  async reset() {
    await this.#delete();
    await this.#open();
  }

  /** Ends the world; under `asyncsim run` it stays for the verdict. */
  async close() {
    if (!env.ASYNCSIM_KEY) await this.#delete();
  }

  #delete() {
    const handle = createHash('sha256').update(this.key).digest('hex').slice(0, 8);
    return this.call('DELETE', `/_sim/accounts/acct_${handle}`, undefined, 'text');
  }
}

/** A world for the test whose context is given; it ends with that test. */
export async function asyncsim(t, clock) {
  const sim = await Asyncsim.open(clock);
  t.after(() => sim.close());
  return sim;
}

/** Until the function returned is called, setTimeout, setInterval and scheduler.wait of
 * node:timers/promises move sim's time. The global setTimeout stays: fetch needs it. */
export function patchTimers(sim) {
  const { setTimeout, setInterval, scheduler } = timers;
  const { wait } = scheduler;
  Object.assign(timers, {
    setTimeout: sim.sleep,
    async* setInterval(ms, value) {
      for (;;) yield await sim.sleep(ms, value);
    },
  });
  scheduler.wait = sim.sleep;
  syncBuiltinESMExports();
  return () => {
    Object.assign(timers, { setTimeout, setInterval });
    scheduler.wait = wait;
    syncBuiltinESMExports();
  };
}
