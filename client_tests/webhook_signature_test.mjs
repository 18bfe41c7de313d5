/**
 * Signed webhooks, verified by what their receivers verify with: the library standardwebhooks, and
 * node:crypto as GitHub's pages have it. Needs $ASYNCSIM_PROGRAM, and $NPM_PACKAGES: the folder
 * that npm_packages.sh installed into.
 */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { drawing } from './drawing.mjs';
import { asyncsim } from './recipes/asyncsim.mjs';

const folder = process.env.NPM_PACKAGES;
assert.ok(folder, 'set NPM_PACKAGES to the folder that npm_packages.sh FOLDER installed into');
const { Webhook, WebhookVerificationError } = createRequire(`${folder}/`)('standardwebhooks');

const COUNT = 1000;
const SEED = 'webhooks'; // the bodies follow from it
const secretOf = (name) => `whsec_${createHash('sha256').update(name).digest('base64')}`;
const [first, second, other] = ['first', 'second', 'other'].map(secretOf);

// From, and how many: control characters, ASCII, Latin, Thai, line separators, Chinese, the
// replacement character, emoji, the last plane.
const CHARACTERS = [[0, 32], [32, 96], [0xa0, 0x160], [0xe01, 0x3a], [0x2028, 2], [0x4e00, 0x5000],
  [0xfffd, 1], [0x1f600, 80], [0x10fff0, 14]];

function randomText(draw) {
  const character = () => {
    const [from, many] = CHARACTERS[draw(CHARACTERS.length)];
    return String.fromCodePoint(from + draw(many));
  };
  return Array.from({ length: draw(12) }, character).join('');
}

function randomList(draw, depth) {
  return Array.from({ length: draw(5) }, () => randomJson(draw, depth + 1));
}

/** Any JSON value, of at most four levels. */
function randomJson(draw, depth = 0) {
  const kinds = [
    () => null,
    () => draw(2) === 1,
    () => draw(2 ** 32) - 2 ** 31,
    () => (draw(2 ** 32) - 2 ** 31) / (draw(1e9) + 1),
    () => draw(1e9) * 10 ** (draw(500) - 250),
    () => randomText(draw),
    () => randomList(draw, depth),
    () => Object.fromEntries(randomList(draw, depth).map((value) => [randomText(draw), value])),
  ];
  return kinds[draw(depth < 4 ? kinds.length : kinds.length - 2)]();
}

/** A receiver on a port of its own, and the messages that it has heard. */
async function listening(t) {
  const heard = [];
  const server = createServer(async (request, response) => {
    const parts = await request.toArray();
    heard.push({ headers: request.headers, body: Buffer.concat(parts) });
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/hook`, heard };
}

async function submit(sim, webhook, data) {
  const answer = await fetch(`${sim.url}/unblocker/req?zone=web_unlocker1`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sim.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'https://shop.example/p/1', webhook_url: webhook,
      webhook_data: data }),
  });
  assert.equal(answer.status, 200, await answer.text());
  return answer.headers.get('x-response-id');
}

/** What a zone that signs like that sends about jobs with random data: the messages, and the data
 * of each job. The world's clock stands months away from the real one, which is the receiver's. */
async function told(t, signature, count = COUNT) {
  const [sim, { url, heard }] = [await asyncsim(t), await listening(t)];
  await sim.call('PUT', '/_sim/scenario', { version: 1, extends: 'ci', clock: { mode: 'manual' },
    zones: { web_unlocker1: { webhook: { signature } } } });
  const [draw, data] = [drawing(SEED), new Map()];
  for (let n = 0; n < count; ++n) {
    const value = randomJson(draw);
    data.set(await submit(sim, url, value), value);
  }
  await sim.advance('30s');
  assert.equal(heard.length, count);
  return { heard, data };
}

const standard = (...secrets) => ({ scheme: 'standard-webhooks', secrets });

/** Each message is what it says, of another job, and verified with that secret. */
function assertVerified({ heard, data }, secret) {
  const webhook = new Webhook(secret);
  for (const { headers, body } of heard) {
    const notice = webhook.verify(body, headers);
    assert.deepEqual(notice.webhook_data, data.get(notice.response_id));
  }
  assert.equal(new Set(heard.map(({ headers }) => headers['webhook-id'])).size, data.size);
}

test('a thousand random bodies are verified by the library', async (t) => {
  assertVerified(await told(t, standard(first)), first);
});

test('two secrets sign: who knows either of them verifies each message', async (t) => {
  const messages = await told(t, standard(first, second));
  assertVerified(messages, first);
  assertVerified(messages, second);
});

test('another secret, body, id or time is not verified', async (t) => {
  const { heard: [{ headers, body }] } = await told(t, standard(first), 1);
  const refused = (secret, text, changed = {}) => assert.throws(
    () => new Webhook(secret).verify(text, { ...headers, ...changed }), WebhookVerificationError);
  new Webhook(first).verify(body, headers);
  refused(other, body);
  refused(first, `${body} `);
  refused(first, body, { 'webhook-id': `${headers['webhook-id']}0` });
  refused(first, body, { 'webhook-timestamp': `${headers['webhook-timestamp'] - 1}` });
});

test('a thousand random bodies are signed as by GitHub', async (t) => {
  const secret = "It's a secret to everybody: ü, 秘密";
  const { heard } = await told(t, { scheme: 'github', secrets: [secret] });
  for (const { headers, body } of heard) {
    const digest = createHmac('sha256', secret).update(body).digest('hex');
    assert.equal(headers['x-hub-signature-256'], `sha256=${digest}`);
  }
});

test('nothing is signed by a zone that is not told to', async (t) => {
  const { heard: [{ headers }] } = await told(t, undefined, 1);
  const signed = Object.keys(headers).filter((name) => /^webhook-|signature/.test(name));
  assert.deepEqual(signed, []);
});
