import { beforeEach, expect, test } from 'vitest';
import type { OperationEvent } from '../../contract/operations.ts';
import { ManualClock } from '../manual-clock.ts';
import { PAGE_GRACE_MS, Pages } from './pages.ts';

let clock: ManualClock;
let abandoned: OperationEvent[];
let pages: Pages;

beforeEach(() => {
  clock = new ManualClock();
  abandoned = [];
  pages = new Pages({ clock, abandoned: (event) => abandoned.push(event) });
});

test('operations of a page that went away without a word are closed after the grace', () => {
  pages.joined('a');
  pages.reported('a', { op: 1, event: 'issued', client: 'browser' });
  pages.reported('a', { op: 2, event: 'issued', client: 'browser' });
  pages.reported('a', { op: 2, event: 'closed', client: 'browser' });
  pages.left('a');
  clock.advance(PAGE_GRACE_MS - 1);
  expect(abandoned).toEqual([]);
  clock.advance(1);
  expect(abandoned).toEqual([{ op: 1, event: 'closed', client: 'browser', detail: 'its page is gone' }]);
});

test('a page that comes back in time keeps its operations', () => {
  pages.joined('a');
  pages.reported('a', { op: 1, event: 'issued', client: 'browser' });
  pages.left('a');
  clock.advance(PAGE_GRACE_MS - 1);
  pages.joined('a');
  clock.advance(PAGE_GRACE_MS * 2);
  expect(abandoned).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('a page with nothing open leaves no timer behind', () => {
  pages.joined('a');
  pages.left('a');
  expect(clock.pending).toBe(0);
});

test('closing the lab stops waiting for pages', () => {
  pages.joined('a');
  pages.reported('a', { op: 1, event: 'issued', client: 'browser' });
  pages.left('a');
  pages.close();
  clock.advance(PAGE_GRACE_MS);
  expect(abandoned).toEqual([]);
});
