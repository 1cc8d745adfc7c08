import { expect, test } from 'vitest';
import type { Block } from '../../contract/lesson.ts';
import { wordsOf } from './words.ts';

const paragraph: Block = {
  type: 'paragraph',
  children: [
    'The server sends a ',
    { type: 'code', text: 'WINDOW_UPDATE' },
    ' frame, or ',
    { type: 'link', href: '#/lessons/six-lanes', children: ['Last-Event-ID'] },
    ` to the Server. ${'x'.repeat(41)}`,
  ],
};
const lesson = { goals: [], spec: [], steps: [{ title: 'Who may send', blocks: [paragraph] }] };

test('the words of a lesson are those that it shows, once each, and names stay whole', () => {
  expect(wordsOf(lesson).split(' ')).toEqual([
    ...['who', 'may', 'send', 'the', 'server', 'sends', 'window_update', 'frame', 'last-event-id'],
  ]);
});
