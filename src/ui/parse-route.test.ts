import { expect, test } from 'vitest';
import { parseRoute } from './parse-route.ts';

test('an empty hash leads home', () => {
  for (const hash of ['', '#', '#/']) expect(parseRoute(hash)).toEqual({ screen: 'home', path: [] });
});
test('an unknown screen leads to the playground', () => {
  expect(parseRoute('#/nowhere/1')).toEqual({ screen: 'playground', path: [] });
});
test('a lesson address carries the lesson and the step', () => {
  expect(parseRoute('#/lessons/six-lanes/3')).toEqual({ screen: 'lessons', path: ['six-lanes', '3'] });
});
test('a part with a broken percent escape is kept as it stands', () => {
  expect(parseRoute('#/lessons/%zz')).toEqual({ screen: 'lessons', path: ['%zz'] });
});
