import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asyncsim, patchTimers } from './asyncsim.mjs';
import { Client } from './prices.mjs';

const page = 'https://shop.example/p/1';

test('polls as documented', async (t) => {
  const sim = await asyncsim(t);
  t.after(patchTimers(sim)); // 20 s, then 10 s pass, in no time
  assert.match(await new Client(sim.url, sim.key).fetch(page), /shop\.example/);
  assert.equal((await sim.jobs())[0].collected, '2026-01-05T09:00:30.000Z');
});

test('a result is gone after 48 hours', async (t) => {
  const sim = await asyncsim(t);
  const client = new Client(sim.url, sim.key);
  const job = await client.submit(page);
  await sim.advance('48h');
  await assert.rejects(client.result(job), /404/);
});

test('the webhook names the job', async (t) => {
  const sim = await asyncsim(t);
  const inbox = sim.inbox();
  const job = await new Client(sim.url, sim.key).submit(page, inbox.url);
  await sim.advance({ until: job });
  assert.equal((await inbox.messages())[0].json.response_id, job);
});
