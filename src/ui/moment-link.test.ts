import { expect, test } from 'vitest';
import { formatMomentLink, isEmptyLink, parseMomentLink, type MomentLink } from './moment-link.ts';
import { parseRoute } from './parse-route.ts';

const link: MomentLink = {
  view: 'timeline',
  t: 12_345.6,
  from: 10_000,
  to: 15_000.25,
  frame: '7-s-1204-sse',
  conn: 7,
  op: 3,
  recording: '/recordings/six lanes.w101',
};

test('a link that is written is read back as it was', () => {
  expect(parseMomentLink(formatMomentLink(link))).toEqual({ link, problems: [] });
});
test('a link is an address of the playground', () => {
  expect(parseRoute(formatMomentLink(link))).toEqual({ screen: 'playground', path: [] });
  expect(parseRoute(formatMomentLink(link, '/lessons/six-lanes/3')).path).toEqual(['six-lanes', '3']);
});
test('an address without a link says nothing', () => {
  const { link: none, problems } = parseMomentLink('#/playground');
  expect([isEmptyLink(none), problems]).toEqual([true, []]);
  expect(formatMomentLink({})).toBe('#/playground');
});
test('the recording may stand in the address itself, and the hash wins', () => {
  expect(parseMomentLink('#/playground', '?recording=/recordings/a.w101').link.recording).toBe(
    '/recordings/a.w101',
  );
  expect(parseMomentLink('#/playground?recording=/b.w101', '?recording=/a.w101').link.recording).toBe(
    '/b.w101',
  );
});
test('each bad part is named, and the good ones are kept', () => {
  const { link: read, problems } = parseMomentLink('#/playground?t=-4&frame=<b>&conn=0&view=wires');
  expect(read).toEqual({ view: 'wires' });
  expect(problems).toEqual([
    '“t” takes a number of milliseconds, not “-4”.',
    '“frame” takes the name of a frame, such as 7-s-1204-sse, not “<b>”.',
    '“conn” takes a whole number from 1, not “0”.',
  ]);
});
test('half a window, or one that ends before it begins, is none', () => {
  for (const hash of ['#/?from=5', '#/?from=5&to=5', '#/?from=9&to=2']) {
    const { link: read, problems } = parseMomentLink(hash);
    expect([read, problems.length]).toEqual([{}, 1]);
  }
});
