import type { Check } from './check.ts';
import { laneHandedOver } from './lane-handed-over.ts';
import { operationQueued } from './operation-queued.ts';
import { streamCameBack } from './stream-came-back.ts';
import { streamsOnOneConnection } from './streams-on-one-connection.ts';
import { streamsReceiving } from './streams-receiving.ts';

/** Every check that goals of lessons can name. One line a check. */
export const CHECKS: readonly Check[] = [
  streamsReceiving,
  operationQueued,
  laneHandedOver,
  streamCameBack,
  streamsOnOneConnection,
];

const BY_ID = new Map(CHECKS.map((check) => [check.id, check]));

/** The check with this id, or undefined. */
export const findCheck = (id: string): Check | undefined => BY_ID.get(id);
