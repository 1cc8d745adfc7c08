import { expect, test } from 'vitest';
import { formatCall, formatValue, MOST_TEXT } from './format.ts';

test.each<[string, unknown, string]>([
  ['a text as it is', 'hello', 'hello'],
  ['a text inside of something in quotes', ['a "b"'], '["a \\"b\\""]'],
  ['numbers', [1, -0, NaN, 10n], '[1, -0, NaN, 10n]'],
  ['what is nothing', [null, undefined], '[null, undefined]'],
  ['a symbol and a function', [Symbol('s'), function f() {}, () => 1], '[Symbol(s), ƒ f, ƒ]'],
  ['an object', { a: 1, 'b-c': { d: [] } }, '{ a: 1, "b-c": { d: [] } }'],
  [
    'an object of a class',
    new (class Point {
      x = 1;
    })(),
    'Point { x: 1 }',
  ],
  ['a map and a set', [new Map([['k', 1]]), new Set([1])], '[Map { "k" → 1 }, Set { 1 }]'],
  ['an error by its message', new TypeError('no'), 'TypeError: no'],
  ['an error with its cause', new Error('a', { cause: new Error('b') }), 'Error: a (cause: Error: b)'],
  ['bytes in hex, with their number', new Uint8Array([0, 255]), 'Uint8Array(2) <00 ff>'],
  ['a date and an address', [new Date(0), new URL('http://a/b')], '[1970-01-01T00:00:00.000Z, http://a/b]'],
  ['an event', new Event('open'), 'Event { type: "open" }'],
  [
    'a message',
    new MessageEvent('message', { data: 'x', lastEventId: '7' }),
    'MessageEvent { type: "message", data: "x", lastEventId: "7" }',
  ],
  ['an answer', new Response('x', { status: 201 }), 'Response { status: 201, statusText: "", url: "" }'],
  ['header fields', new Headers({ a: 'b' }), 'Headers { a: "b" }'],
])('shows %s', (_what, value, text) => {
  expect(formatValue(value)).toBe(text);
});

test('does not follow a value into itself', () => {
  const value: Record<string, unknown> = { a: 1 };
  value['self'] = value;
  expect(formatValue(value)).toBe('{ a: 1, self: [circular] }');
});

test('calls no getter', () => {
  let called = 0;
  const value = {
    get a() {
      called += 1;
      return 1;
    },
  };
  expect(formatValue(value)).toBe('{ a: [getter] }');
  expect(called).toBe(0);
});

test('goes three levels deep', () => {
  expect(formatValue({ a: { b: { c: { d: 1 } } } })).toBe('{ a: { b: { c: {…} } } }');
});

test('shows fifty members and says how many more there are', () => {
  expect(formatValue(Array.from({ length: 60 }, () => 0))).toMatch(/^\[0(, 0){49}, … 10 more\]$/);
  expect(formatValue(Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, i])))).toContain(
    '… 1 more',
  );
});

test('bounds the length of a line and says what is missing', () => {
  const text = formatCall(['x'.repeat(100_000)]);
  expect(text.length).toBeLessThan(MOST_TEXT + 50);
  expect(text).toMatch(/… 96,000 more characters$/);
});

test('survives a value that throws when it is looked at', () => {
  const value = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no');
      },
    },
  );
  expect(formatValue(value)).toBe('[a value that cannot be shown]');
});

test.each<[unknown[], string]>([
  [['a', 1, { b: 2 }], 'a 1 { b: 2 }'],
  [['%s is %d, %i', 'x', '3.7', 4.2, 'rest'], 'x is 3, 4 rest'],
  [['%o and %%', { a: 1 }], '{ a: 1 } and %'],
  [['%cbold', 'color: red'], 'bold'],
  [['100 % of %s'], '100 % of %s'],
  [[], ''],
])('puts a call of the console %j together', (values, text) => {
  expect(formatCall(values)).toBe(text);
});
