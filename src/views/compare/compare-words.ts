import {
  countKinds,
  type ConnectionDiff,
  type DiffKind,
  type ExchangeDiff,
} from '../../../trace/diff/diff.ts';
import type { Exchange } from '../../../trace/model.ts';
import { ORIGINS } from '../../../contract/origin.ts';
import { formatDuration } from '../../layout/units.ts';

export const KIND_WORDS: Readonly<Record<DiffKind, string>> = {
  same: 'the same',
  changed: 'changed',
  'only-a': 'only in A',
  'only-b': 'only in B',
};

/** `12 the same, 1 changed, 2 only in B`. */
export function countWords(diffs: readonly { readonly kind: DiffKind }[]): string {
  const counts = countKinds(diffs);
  const kinds = (Object.keys(KIND_WORDS) as DiffKind[]).filter((kind) => counts[kind] > 0);
  return kinds.map((kind) => `${counts[kind]} ${KIND_WORDS[kind]}`).join(', ') || 'none';
}

/** `GET /sse?op=1 · 200 · 3.2 s`. */
export function exchangeWords({ method, target, status, startedAt, endedAt }: Exchange): string {
  const length = endedAt === undefined ? 'open' : formatDuration(endedAt - startedAt);
  return [`${method} ${target}`, status ?? 'no response', length].join(' · ');
}

export function connectionWords({ a, b }: ConnectionDiff): string {
  const one = a ?? b;
  return one ? `${ORIGINS[one.origin].label}, outside of exchanges` : '';
}

export function isExchange(whole: ExchangeDiff | ConnectionDiff): whole is ExchangeDiff {
  const one = whole.a ?? whole.b;
  return one !== undefined && 'target' in one;
}
