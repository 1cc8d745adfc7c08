import { describe, expect, test } from 'vitest';
import { layoutCourseMap, type CourseMap, type MapBox, type MapLesson } from './course-map.ts';

const LESSONS: readonly MapLesson[] = [
  { id: 'letter', part: 1, buildsOn: [] },
  { id: 'line', part: 1, buildsOn: ['letter'] },
  { id: 'stream', part: 2, buildsOn: ['letter'] },
  { id: 'lanes', part: 2, buildsOn: ['stream'] },
  { id: 'back', part: 2, buildsOn: ['stream'] },
  { id: 'frames', part: 3, buildsOn: ['letter'] },
];

const numbersOf = (path: string): number[] => (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
const overlap = (a: MapBox, b: MapBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const nodeOf = (map: CourseMap, id: string) => {
  const node = map.nodes.find((candidate) => candidate.id === id);
  if (!node) throw new Error(`${id} is not on the map.`);
  return node;
};
const edgeOf = (map: CourseMap, from: string, to: string): number[] =>
  numbersOf(map.edges.find((edge) => edge.from === from && edge.to === to)?.path ?? '');

describe.each([
  ['in columns', 1_000],
  ['in rows', 358],
])('the map of the course %s', (_name, width) => {
  const map = layoutCourseMap(LESSONS, width);

  test('lays no lesson on another or on the title of a part, and stays inside its own size', () => {
    const boxes = [...map.nodes, ...map.parts];
    for (const [at, a] of boxes.entries()) {
      for (const b of boxes.slice(at + 1)) expect(overlap(a, b)).toBe(false);
      expect(a.x + a.width).toBeLessThanOrEqual(map.width + 0.001);
      expect(a.y + a.height).toBeLessThanOrEqual(map.height + 0.001);
    }
    expect(map.width).toBeLessThanOrEqual(width);
  });

  test('has a line for each lesson that another builds on, from its box to that of the other', () => {
    expect(map.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'letter line',
      'letter stream',
      'stream lanes',
      'stream back',
      'letter frames',
    ]);
    for (const { from, to } of map.edges) {
      const numbers = edgeOf(map, from, to);
      const ends = [
        [from, numbers.slice(0, 2)],
        [to, numbers.slice(-2)],
      ] as const;
      for (const [id, [x = -1, y = -1]] of ends) {
        const { x: left, y: top, width: w, height: h } = nodeOf(map, id);
        expect(x >= left && x <= left + w && y >= top && y <= top + h).toBe(true);
      }
    }
  });

  test('leads a line past a part beside its lessons, not behind them', () => {
    const straight = edgeOf(map, 'letter', 'frames').slice(6, 10);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = straight;
    const line: MapBox = { x: x1, y: y1, width: x2 - x1 + 0.1, height: y2 - y1 + 0.1 };
    for (const node of map.nodes) expect(overlap(line, node)).toBe(false);
  });
});

test('a narrow map has numbers only, in rows', () => {
  const narrow = layoutCourseMap(LESSONS, 358);
  expect([narrow.titled, layoutCourseMap(LESSONS, 720).titled]).toEqual([false, true]);
  expect(nodeOf(narrow, 'letter').y).toBe(nodeOf(narrow, 'line').y);
  expect(nodeOf(narrow, 'stream').y).toBeGreaterThan(nodeOf(narrow, 'letter').y);
});

test('a lesson that builds on one which is not there, or comes later, has no line', () => {
  const { edges } = layoutCourseMap(
    [
      { id: 'a', part: 1, buildsOn: ['b', 'gone'] },
      { id: 'b', part: 2, buildsOn: [] },
    ],
    900,
  );
  expect(edges).toEqual([]);
});

test('no lessons make an empty map', () => {
  const map = layoutCourseMap([], 900);
  expect(map).toEqual({ width: 0, height: 0, titled: true, nodes: [], parts: [], edges: [] });
});
