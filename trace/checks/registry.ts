import type { Check } from './check.ts';
import { acceptKeyWrong } from './accept-key-wrong.ts';
import { answerHeld } from './answer-held.ts';
import { clientsCameBack } from './clients-came-back.ts';
import { closeCodeSeen } from './close-code-seen.ts';
import { connectionClosedAfterAnswer } from './connection-closed-after-answer.ts';
import { connectionTimedOut } from './connection-timed-out.ts';
import { connectionsWithin } from './connections-within.ts';
import { cutForSilence } from './cut-for-silence.ts';
import { dataWithoutWindowUpdate } from './data-without-window-update.ts';
import { deadPeerFound } from './dead-peer-found.ts';
import { earlyHintsAbsent } from './early-hints-absent.ts';
import { earlyHintsSent } from './early-hints-sent.ts';
import { earlyHintsUsed } from './early-hints-used.ts';
import { emptyPolls } from './empty-polls.ts';
import { eventBetweenPolls } from './event-between-polls.ts';
import { eventSplit } from './event-split.ts';
import { eventsHeldThenFlowing } from './events-held-then-flowing.ts';
import { frameSeen } from './frame-seen.ts';
import { gapFreeReturn } from './gap-free-return.ts';
import { goawaySeen } from './goaway-seen.ts';
import { headerBlockSmaller } from './header-block-smaller.ts';
import { headerTableResized } from './header-table-resized.ts';
import { heartbeatsKeptAlive } from './heartbeats-kept-alive.ts';
import { heldByProxy } from './held-by-proxy.ts';
import { laneHandedOver } from './lane-handed-over.ts';
import { messagesBothWays } from './messages-both-ways.ts';
import { noEventLost } from './no-event-lost.ts';
import { operationQueued } from './operation-queued.ts';
import { pingAnswered } from './ping-answered.ts';
import { pushReceived } from './push-received.ts';
import { pushRefused } from './push-refused.ts';
import { reconnectsWithBackoff } from './reconnects-with-backoff.ts';
import { requestsOnOneConnection } from './requests-on-one-connection.ts';
import { requestsSideBySide } from './requests-side-by-side.ts';
import { settingsExchanged } from './settings-exchanged.ts';
import { silenceUnnoticed } from './silence-unnoticed.ts';
import { sseFieldSeen } from './sse-field-seen.ts';
import { streamCameBack } from './stream-came-back.ts';
import { streamReset } from './stream-reset.ts';
import { streamStopped } from './stream-stopped.ts';
import { streamsOnOneConnection } from './streams-on-one-connection.ts';
import { streamsReceiving } from './streams-receiving.ts';
import { upgradeAccepted } from './upgrade-accepted.ts';
import { upgradeDropped } from './upgrade-dropped.ts';
import { upgradeRefused } from './upgrade-refused.ts';
import { websocketMessage } from './websocket-message.ts';
import { waitOver } from './wait-over.ts';
import { windowReachedZero } from './window-reached-zero.ts';

/** Every check that goals of lessons can name, by the lessons' order. One line a check. */
export const CHECKS: readonly Check[] = [
  requestsOnOneConnection,
  requestsSideBySide,
  connectionClosedAfterAnswer,
  emptyPolls,
  answerHeld,
  eventBetweenPolls,
  noEventLost,
  sseFieldSeen,
  eventSplit,
  streamsReceiving,
  operationQueued,
  waitOver,
  laneHandedOver,
  streamCameBack,
  gapFreeReturn,
  streamStopped,
  heldByProxy,
  eventsHeldThenFlowing,
  upgradeDropped,
  connectionTimedOut,
  cutForSilence,
  heartbeatsKeptAlive,
  streamsOnOneConnection,
  frameSeen,
  settingsExchanged,
  dataWithoutWindowUpdate,
  headerBlockSmaller,
  headerTableResized,
  windowReachedZero,
  streamReset,
  goawaySeen,
  pushReceived,
  pushRefused,
  earlyHintsSent,
  earlyHintsUsed,
  earlyHintsAbsent,
  upgradeAccepted,
  acceptKeyWrong,
  upgradeRefused,
  websocketMessage,
  closeCodeSeen,
  pingAnswered,
  silenceUnnoticed,
  deadPeerFound,
  reconnectsWithBackoff,
  messagesBothWays,
  connectionsWithin,
  clientsCameBack,
];

const BY_ID = new Map(CHECKS.map((check) => [check.id, check]));

/** The check with this id, or undefined. */
export const findCheck = (id: string): Check | undefined => BY_ID.get(id);
