/**
 * The JSON schema of scenario files against the loader: what one takes the other takes, but for
 * rules that a schema can't say. Needs $ASYNCSIM_PROGRAM, and $NPM_PACKAGES: the folder that
 * npm_packages.sh installed into.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drawing } from './drawing.mjs';
import { asyncsim } from './recipes/asyncsim.mjs';

const { env: { ASYNCSIM_PROGRAM: program, NPM_PACKAGES: packages } } = process;
assert.ok(packages, 'set NPM_PACKAGES to the folder that npm_packages.sh FOLDER installed into');
const Ajv = createRequire(`${packages}/`)('ajv/dist/2020.js');

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const read = (name) => readFileSync(pathOf(name), 'utf8');
const asyncsimSays = (args, options) => spawnSync(program, args, { encoding: 'utf8', timeout: 60000,
  maxBuffer: 2 ** 28, ...options });

const printed = asyncsimSays(['schema']).stdout;
const schema = JSON.parse(printed);
// Strict, but for style: types with null in them, `if` that requires a key described around it.
const isValid = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false })
  .compile(schema);

const shipped = readdirSync(pathOf('../scenarios')).filter((name) => !/\.schema\./.test(name))
  .map((name) => [name, JSON.parse(read(`../scenarios/${name}`))]);
const examples = [...read('../README.md').matchAll(/^```json\n(.*?)^```/gms)]
  .map(([, text], index) => [`example_${index}`, JSON.parse(text)]);
const good = Object.entries(JSON.parse(read('scenarios_good.json')));
const everyKey = Object.fromEntries(good).every_key;
const { 'by both': bad, 'by the loader alone': badToTheLoader } =
  JSON.parse(read('scenarios_bad.json'));

/** Whether `asyncsim check` takes each of those scenarios; the files that they name are there. */
function areLoaded(scenarios) {
  const folder = mkdtempSync(join(tmpdir(), 'asyncsim-schema-'));
  try {
    writeFileSync(join(folder, 'every_key.json'), JSON.stringify(everyKey));
    for (const page of ['page.html', 'product.html']) writeFileSync(join(folder, page), '<p>');
    writeFileSync(join(folder, 'times.csv'), '3s\n14s\n');
    const files = scenarios.map((scenario, index) => {
      writeFileSync(join(folder, `${index}.json`), JSON.stringify(scenario));
      return `${index}.json`;
    });
    const { status, stdout } = asyncsimSays(['check', ...files], { cwd: folder });
    const taken = new Set(stdout.match(/^\d+\.json: ok$/gm));
    assert.equal(status, taken.size === files.length ? 0 : 2);
    return files.map((file) => taken.has(`${file}: ok`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many of those scenarios both take; that of one alone is a failure, with the scenario. */
function takenByBoth(scenarios) {
  const loaded = areLoaded(scenarios);
  scenarios.forEach((scenario, index) => assert.equal(isValid(scenario), loaded[index],
    `the loader ${loaded[index] ? 'takes' : 'refuses'}, the schema does not: ` +
    `${JSON.stringify(scenario).slice(0, 2000)}\n${JSON.stringify(isValid.errors)}`));
  return loaded.filter(Boolean).length;
}

test('the copy in scenarios/ is what the program prints', () => {
  assert.equal(printed, read('../scenarios/scenario.schema.json'),
    'renew it: asyncsim schema > scenarios/scenario.schema.json');
});

test('the schema is a valid one', () => {
  assert.ok(new Ajv().validateSchema(schema));
});

test('every shipped world and every example of the README is taken by both', () => {
  assert.ok(shipped.length >= 2 && examples.length >= 1);
  const scenarios = [...shipped, ...examples].map(([, scenario]) => scenario);
  assert.equal(takenByBoth(scenarios), scenarios.length);
});

test('every shipped world names the schema beside it', () => {
  for (const [name, { $schema }] of shipped) assert.equal($schema, './scenario.schema.json', name);
});

test('good scenarios are taken by both', () => {
  assert.equal(takenByBoth(good.map(([, scenario]) => scenario)), good.length);
});

test('a world that the server writes out is taken by both', async (t) => {
  const sim = await asyncsim(t);
  const sent = structuredClone(everyKey);
  sent.rules = sent.rules.filter(({ page }) => page?.body_file === undefined);  // of files only
  await sim.call('PUT', '/_sim/scenario', sent);
  assert.equal(takenByBoth([await sim.call('GET', '/_sim/scenario')]), 1);
});

for (const [mistake, scenarios] of Object.entries(bad)) {
  test(`refused by both: ${mistake}`, () => assert.equal(takenByBoth(scenarios), 0));
}

for (const { because, scenarios } of badToTheLoader) {
  test(`refused by the loader alone, since ${because}`, () => {
    assert.deepEqual(areLoaded(scenarios), scenarios.map(() => false));
    for (const scenario of scenarios) assert.ok(isValid(scenario), JSON.stringify(scenario));
  });
}

const zone = (fields) => ({ zones: { z: fields } });
const webhook = (fields) => zone({ webhook: fields });
const window = (fields) => ({ peak_hours: { windows: [fields] } });

/** The longest, and one that is longer by one. */
const LENGTHS = {
  name: [200, (length) => ({ name: 'x'.repeat(length) })],
  about: [2000, (length) => ({ about: 'x'.repeat(length) })],
  $schema: [2048, (length) => ({ $schema: 'x'.repeat(length) })],
  url: [2048, (length) => webhook({ url: 'http://h/'.padEnd(length, 'x') })],
  'name of a zone': [64, (length) => ({ zones: { ['z'.repeat(length)]: {} } })],
  rules: [1000, (length) => ({ rules: Array(length).fill({ reply: {} }) })],
  secret: [200, (length) => webhook({ signature: { secrets: ['x'.repeat(length)] } })],
  secrets: [10, (length) => webhook({ signature: { secrets: Array(length).fill('x') } })],
  retries: [50, (length) => webhook({ retries: Array(length).fill('1s') })],
  faults: [20, (length) => webhook({ faults: Array(length).fill({ fault: 'lost' }) })],
  windows: [100, (length) => ({ peak_hours: { windows: Array(length).fill({}) } })],
  expect: [100, (length) => ({ expect: Array(length).fill({ all_jobs: 'collected' }) })],
  zones: [1000, (length) => ({ zones: Object.fromEntries(
    Array.from({ length }, (_, index) => [`z${index}`, {}])) })],
};
for (const [what, [longest, scenarioOf]] of Object.entries(LENGTHS)) {
  test(`${what}: ${longest} are taken by both, one more by neither`, () => {
    assert.equal(takenByBoth([scenarioOf(longest)]), 1);
    assert.equal(takenByBoth([scenarioOf(longest + 1)]), 0);
  });
}

test('what is taken away does not count among the zones', () => {
  const taken = Array.from({ length: 1001 }, (_, index) => [`z${index}`, null]);
  assert.equal(takenByBoth([{ extends: 'ci', zones: Object.fromEntries(taken) }]), 1);
});

test('the loader alone counts bytes', () => {
  const scenarios = [{ name: 'é'.repeat(101) }, webhook({ url: `http://h/${'é'.repeat(1020)}` })];
  assert.deepEqual(areLoaded(scenarios), [false, false]);
  assert.ok(scenarios.every(isValid));
});

// ---- every key there is ----

/** Each key that the schema knows, as [path, its own schema]; z stands for a zone's name. */
function* keysOf(node, path = []) {
  const { $ref, anyOf = [], properties = {}, patternProperties = {}, items } = node;
  if ($ref && !$ref.endsWith('duration')) yield* keysOf(schema.$defs[$ref.split('/').at(-1)], path);
  for (const one of anyOf) yield* keysOf(one, path);
  if (items) yield* keysOf(items, [...path, 0]);
  for (const each of Object.values(patternProperties)) yield* keysOf(each, [...path, 'z']);
  for (const [key, inner] of Object.entries(properties)) {
    if (inner.description) yield [[...path, key], inner];
    yield* keysOf(inner, [...path, key]);
  }
}
const keys = [...keysOf(schema)];

// What must stand beside a value, by the key of the object that they are in.
const BESIDE = {
  faults: { fault: 'duplicated' },
  webhook: { fault: 'duplicated' },
  rules: { outcome: 'done', reply: {} },
  do: { outcome: 'done', reply: {} },
  timeline: { do: { outcome: 'done' } },
};

const EVENTS = ['event', 'after', 'followed_by'];  // objects that say which
// Whatever is not a subject itself goes with one.
const submitted = { event: { event: 'submitted' } };
const BESIDE_IN_EXPECT = {
  name: { all_jobs: 'collected' },
  before: { all_jobs: 'collected' },
  at_least: submitted,
  at_most: submitted,
  after: submitted,
  followed_by: submitted,
  within: submitted,
  time: { ...submitted, within: '1m', after: { event: 'completed' } },
};
const EVENT_WITH = {
  answer: 'polled', early: 'polled', state: 'completed', collected: 'expired', call: 'refused',
  status: 'refused', code: 'refused', attempt: 'webhook_sent', end: 'webhook_ended',
  fault: 'webhook_fault', rules: 'ruled', entry: 'timeline', inbox: 'inbox_received',
};

/** What else a section needs, by its key and that of the value. */
const BESIDE_IN_SECTION = {
  exponential: () => ({ mean: '1m', max: '1h' }),
  queue: (key) => ({ at_once: { service: '1m' }, service: { at_once: 1 }, per_minute: {} }[key]
    ?? { per_minute: 1 }),
};

function beside(around, key) {
  if (around === 'mixture') return key === 'weight' ? { fixed: '1s' } : {};
  if (around === 'expect') return BESIDE_IN_EXPECT[key] ?? {};
  if (around === 'event') return { event: EVENT_WITH[key] ?? 'submitted' };
  return BESIDE[around];
}

/** A scenario with that value at that path, and nothing else that need not be said. */
function withValue([key, ...rest], value, around = 'zones') {
  if (key === 0) return [{ ...beside(around, rest[0]), ...withValue(rest, value, around) }];
  let inner = rest.length ? withValue(rest, value, key === 'z' ? 'zones' : key) : value;
  if (rest.length && key in BESIDE_IN_SECTION) {
    inner = { ...BESIDE_IN_SECTION[key](rest[0]), ...inner };
  }
  if (EVENTS.includes(key) && rest.length) inner = { ...beside('event', rest[0]), ...inner };
  const ofRule = (key === 'webhook' && around !== 'zones') || key === 'do';
  return { [key]: ofRule && rest.length ? { ...BESIDE[key], ...inner } : inner };
}

test('the schema knows every key of a whole world', () => {
  const known = new Set(keys.map(([path]) => path.join('.')));
  const walk = (value, path) => Object.entries(value).forEach(([key, inner]) => {
    const [at, below] = [[...path, key], [inner].flat()];
    assert.ok(known.has(at.join('.')) || key === 'z', at.join('.'));
    const next = Array.isArray(inner) ? [...at, 0] : at;
    if ([...known].some((each) => each.startsWith(`${next.join('.')}.`))) {
      below.forEach((each) => walk(each, next));
    }
  });
  walk(everyKey, []);
  assert.ok(known.size > 150, `${known.size}`);
});

test('every default is taken by both', () => {
  const scenarios = keys.filter(([, { default: standard }]) => standard !== undefined)
    .map(([path, { default: standard }]) => withValue(path, standard));
  assert.ok(scenarios.length > 60);
  assert.equal(takenByBoth(scenarios), scenarios.length);
});

test('every range ends where both say', () => {
  const ranges = keys.filter(([path, { minimum }]) =>
    !['seed', 'weight', 'load'].includes(path.at(-1)) && minimum !== undefined);
  const at = (edge) => ranges.map(([path, range]) => withValue(path, edge(range)));
  const step = ({ type }) => (type.includes('integer') ? 1 : 2 ** -20);
  assert.ok(ranges.length >= 10);
  assert.equal(takenByBoth(at(({ minimum }) => minimum)), ranges.length);
  assert.equal(takenByBoth(at(({ maximum }) => maximum)), ranges.length);
  assert.equal(takenByBoth(at((range) => range.minimum - step(range))), 0);
  assert.equal(takenByBoth(at((range) => range.maximum + step(range))), 0);
});

test('no key takes a list in a list', () => {
  assert.equal(takenByBoth(keys.map(([path]) => withValue(path, [[]]))), 0);
});

test('no object takes a key that is not known', () => {
  const scenarios = keys.map(([path]) => withValue([...path.slice(0, -1), 'no_such_key'], 1));
  assert.equal(takenByBoth(scenarios), 0);
});

test('null is a value here and there, and takes away most keys of what a file extends', () => {
  const needed = ['exponential', 'queue'];  // what stands in these is not all for the taking
  const alone = keys.filter(([path]) => !needed.includes(path.at(-2)))
    .map(([path]) => withValue(path, null));
  const values = takenByBoth(alone);
  const taken = takenByBoth(alone.map((scenario) => ({ extends: 'ci', ...scenario })));
  assert.ok(values > 0 && taken > 1.5 * values && taken < keys.length, `${values} ${taken}`);
});

// ---- every pattern ----

const choice = (draw, list) => list[draw(list.length)];
const pieces = (list, most) => (draw) =>
  Array.from({ length: 1 + draw(most) }, () => choice(draw, list)).join('');
const pair = (draw, most) => `${draw(most + 2)}`.padStart(draw(20) ? 2 : 1, '0');

/** A part of a unit, mostly in halves, so that some are whole milliseconds and some just not. */
function fraction(draw) {
  const digits = `${draw(4096) / 2 ** draw(14)}`.split('.')[1] ?? '';
  return `.${digits}${choice(draw, ['', '', '0', '000', '1', '5'])}`;
}
function duration(draw) {
  const link = (unit) => draw(100) + (draw(3) ? '' : fraction(draw)) + unit;
  const units = ['d', 'h', 'm', 's', 'ms'].filter(() => draw(3) === 0);
  if (draw(8) === 0) units.push(choice(draw, ['d', 'h', 'm', 's', 'ms', 'w', ' ', '']));
  return units.map(link).join('');
}
function moment(draw) {
  const [year, day] = [2002 + draw(197), pair(draw, 26)];
  const clock = `${pair(draw, 23)}:${pair(draw, 59)}:${pair(draw, 59)}`;
  const offset = () => `${choice(draw, '+-')}${pair(draw, 23)}:${pair(draw, 59)}`;
  return `${year}-${pair(draw, 12)}-${day}${choice(draw, 'TTTt ')}${clock}` +
    `${choice(draw, ['', '', '.5', '.1234567', '.'])}${choice(draw, ['Z', 'z', offset(), ''])}`;
}

const SPELLINGS = {
  durations: [duration, (text) => webhook({ answer_time: text })],
  moments: [moment, (start) => ({ clock: { start } })],
  'times of day': [(draw) => `${pair(draw, 25)}:${pair(draw, 59)}`,
    (to) => window({ to, from: '00:01' })],
  days: [pieces(['mon', 'thu', 'sun', 'mon', 'thu', '-', ',', '-', ',', 'daily', ' '], 5),
    (days) => window({ days })],
  urls: [(draw) => choice(draw, ['http://', 'HttpS://', 'http://', 'https:', 'ftp://', '']) +
    pieces(['h', 'ü', ':', '@', '/', '?', '#', '80', '[::1]', ' ', '\x7f', '://'], 4)(draw),
  (url) => webhook({ url })],
  'names of zones': [pieces(['a', 'Z', '0', '_', '-', 'x'.repeat(31), ' ', '.', 'é'], 4),
    (name) => ({ zones: { [name]: {} } })],
};
for (const [what, [spelling, scenarioOf]] of Object.entries(SPELLINGS)) {
  test(`a thousand random spellings of ${what} are taken by both or by neither`, () => {
    const draw = drawing(what);
    const scenarios = Array.from({ length: 1000 }, () => scenarioOf(spelling(draw)));
    const taken = takenByBoth(scenarios);
    assert.ok(taken > 100 && taken < 900, `${taken}`);
  });
}
