import { CONNECTION_FACTS } from './connections.ts';
import { EARLY_HINTS_FACTS } from './early-hints.ts';
import { EVENT_SOURCE_FACTS } from './event-source.ts';
import type { Fact } from './fact.ts';
import { HTTP2_FACTS } from './http2.ts';
import { SILENCE_FACTS } from './silence.ts';

/** Every fact about browsers that a lesson relies on. */
export const FACTS: readonly Fact[] = [
  ...CONNECTION_FACTS,
  ...HTTP2_FACTS,
  ...EARLY_HINTS_FACTS,
  ...EVENT_SOURCE_FACTS,
  ...SILENCE_FACTS,
];
