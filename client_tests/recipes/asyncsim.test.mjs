/** The recipe for Node does what its comments say. Needs $ASYNCSIM_PROGRAM. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { test } from 'node:test';
import timers, { scheduler, setInterval as every, setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Asyncsim, asyncsim, patchTimers } from './asyncsim.mjs';
import { Client } from './prices.mjs';

const page = 'https://shop.example/p/1';
const start = Date.parse('2026-01-05T09:00:00Z');

const submit = (sim, webhook) => new Client(sim.url, sim.key).submit(page, webhook);

/** Virtual milliseconds since the world began. */
const elapsed = async (sim) => Date.parse((await sim.call('GET', '/_sim/clock')).now) - start;

test('a test has jobs, a clock and inboxes that no other test touches', async (t) => {
  const [mine, other] = [await asyncsim(t), await asyncsim(t)];
  const job = await submit(mine, mine.inbox('same').url);
  await mine.advance({ until: 'settled' });
  assert.deepEqual((await mine.jobs()).map(({ id }) => id), [job]);
  assert.deepEqual(await other.jobs(), []);
  assert.deepEqual([await elapsed(mine), await elapsed(other)], [30_000, 0]);
  assert.equal((await mine.inbox('same').messages({ count: 1 })).length, 1);
  assert.deepEqual(await other.inbox('same').messages(), []);
  await assert.rejects(new Client(other.url, other.key).result(job), /404/);
});

test('a world that is closed is gone', async () => {
  const sim = await Asyncsim.open();
  await submit(sim);
  await sim.close();
  assert.deepEqual(await sim.jobs(), []);
});

test('time moves by exactly what was slept', async (t) => {
  const sim = await asyncsim(t);
  for (const [ms, moved] of [[20_000, 20_000], [0.5, 1], [0, 1], [undefined, 1]]) {
    const before = await elapsed(sim);
    assert.equal(await sim.sleep(ms, 'slept'), 'slept');
    assert.equal(await elapsed(sim) - before, moved);
  }
});

test('sleeps side by side add up', async (t) => {
  const sim = await asyncsim(t);
  await Promise.all(Array.from({ length: 100 }, () => sim.sleep(1000)));
  assert.equal(await elapsed(sim), 100_000);
});

test('an aborted sleep moves nothing', async (t) => {
  const sim = await asyncsim(t);
  await assert.rejects(sim.sleep(1000, null, { signal: AbortSignal.abort() }), /abort/);
  assert.equal(await elapsed(sim), 0);
});

test('time moves until the next event, a job, or the end of progress', async (t) => {
  const sim = await asyncsim(t);
  const first = await submit(sim);
  await sim.sleep(10_000);
  const second = await submit(sim);
  for (const [until, moved] of [['next', 30], [second, 40], [first, 40], ['settled', 40]]) {
    await sim.advance({ until });
    assert.equal(await elapsed(sim), moved * 1000);
  }
});

test('patched timers move time, leave fetch alone, and come back', async (t) => {
  const sim = await asyncsim(t);
  const real = { ...timers, wait: scheduler.wait, global: globalThis.setTimeout };
  const undo = patchTimers(sim);
  await wait(20_000);
  await scheduler.wait(10_000);
  let ticks = 0;
  for await (const tick of every(5_000, 'tick')) {
    assert.equal(tick, 'tick');
    if ((ticks += 1) === 3) break;
  }
  assert.equal(await elapsed(sim), 45_000);
  assert.equal(globalThis.setTimeout, real.global);
  assert.equal(await slowAnswer(t), 'late');
  undo();
  assert.deepEqual({ ...timers, wait: scheduler.wait, global: globalThis.setTimeout }, real);
  assert.equal(await wait(1, 'really'), 'really');
  assert.equal(await elapsed(sim), 45_000);
});

test('jobs end when told', async (t) => {
  const sim = await asyncsim(t);
  const [good, bad] = [await submit(sim), await submit(sim)];
  await sim.complete(good);
  await sim.fail(bad, 'captcha');
  assert.deepEqual((await sim.jobs()).map(({ state }) => state), ['ready', 'failed']);
  assert.match(JSON.stringify(await sim.call('GET', `/_sim/jobs/${bad}`)), /captcha/);
});

test('after a reset all is as at the beginning', async (t) => {
  const sim = await asyncsim(t);
  await submit(sim);
  await sim.advance('1h');
  assert.equal((await sim.journal()).length, 2);
  await sim.reset();
  assert.deepEqual([await elapsed(sim), await sim.jobs(), await sim.journal()], [0, [], []]);
});

test('polls move the clock of a test that wants it', async (t) => {
  const sim = await asyncsim(t, 'polls');
  const undo = patchTimers({ sleep: async () => {} });
  t.after(undo);
  assert.match(await new Client(sim.url, sim.key).fetch(page), /shop\.example/);
  assert.equal(await elapsed(sim), 30_000);
});

test('a refusal carries the message of the server and its hint', async (t) => {
  const sim = await asyncsim(t);
  await assert.rejects(sim.complete('xx'), /^Error: no job "xx" .*; GET \/_sim\/jobs lists/);
  await assert.rejects(sim.advance(30), /^Error: by: 30 has no unit; write it as text/);
});

test('without a program it says what to set', () => {
  const recipe = fileURLToPath(new URL('asyncsim.mjs', import.meta.url));
  const open = `import { Asyncsim } from '${recipe}'; await Asyncsim.open();`;
  const env = { ...process.env, ASYNCSIM_PROGRAM: '/nowhere/asyncsim', ASYNCSIM_URL: '' };
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', open],
    { env, encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /\/nowhere\/asyncsim did not start; .*Set ASYNCSIM_PROGRAM to the path/);
  assert.match(stderr, /ASYNCSIM_URL/);
});

/** What fetch gets from a server that really waits before it answers. */
async function slowAnswer(t) {
  const slow = createServer((_, answer) => globalThis.setTimeout(() => answer.end('late'), 20));
  await new Promise((listening) => slow.listen(0, '127.0.0.1', listening));
  t.after(() => slow.close());
  const answer = await fetch(`http://127.0.0.1:${slow.address().port}/`,
    { signal: AbortSignal.timeout(30_000), headers: { connection: 'close' } });
  return answer.text();
}
