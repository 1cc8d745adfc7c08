import { expect, test } from 'vitest';
import { findLessons } from './search.ts';

const LESSONS = [
  { id: 'stream', number: 4, title: 'A stream of events', summary: 'Read an event stream.' },
  { id: 'lanes', number: 5, title: 'Six lanes', summary: 'Open seven streams, and one waits.' },
  { id: 'frames', number: 9, title: 'Frames', summary: 'One connection carries many streams.' },
];
const WORDS = { stream: 'eventsource content-type', frames: 'settings window_update eventsource lanes' };
const ids = (wanted: string, words = WORDS): string[] =>
  findLessons(LESSONS, words, wanted).map(({ id }) => id);

test('nothing wanted finds every lesson in its order', () => {
  expect([ids(''), ids('  ')]).toEqual([
    ['stream', 'lanes', 'frames'],
    ['stream', 'lanes', 'frames'],
  ]);
});

test('a word is found in title, summary, number and text, in any case and as a part', () => {
  expect(ids('FRAMES')).toEqual(['frames']);
  expect(ids('seven')).toEqual(['lanes']);
  expect(ids('9')).toEqual(['frames']);
  expect(ids('window_')).toEqual(['frames']);
});

test('every wanted word must be there, wherever', () => {
  expect(ids('stream eventsource')).toEqual(['stream', 'frames']);
  expect(ids('seven eventsource')).toEqual([]);
});

test('lessons that say it in title or summary come before those that say it in their text', () => {
  expect(ids('lanes')).toEqual(['lanes', 'frames']);
});

test('before the words of the texts are loaded, titles and summaries are searched', () => {
  expect(findLessons(LESSONS, {}, 'eventsource')).toEqual([]);
  expect(findLessons(LESSONS, {}, 'six').map(({ id }) => id)).toEqual(['lanes']);
});
