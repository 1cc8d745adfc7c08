import { acceptKey } from './accept-key.ts';
import { burst } from './burst.ts';
import { connectionPeak } from './connection-peak.ts';
import { connectionUse } from './connection-use.ts';
import { dataWithoutWindowUpdateFigure } from './data-without-window-update.ts';
import { eventCarriers } from './event-carriers.ts';
import { events } from './events.ts';
import type { Figure } from './figure.ts';
import { headBytes } from './head-bytes.ts';
import { headerBlockBytes } from './header-block-bytes.ts';
import { heldEvents } from './held-events.ts';
import { heldTime } from './held-time.ts';
import { hintLead } from './hint-lead.ts';
import { hintedFiles } from './hinted-files.ts';
import { laneWinner } from './lane-winner.ts';
import { longestWaitFigure } from './longest-wait.ts';
import { maxConcurrentStreams } from './max-concurrent-streams.ts';
import { polling } from './polling.ts';
import { reconnectPauses } from './reconnect-pauses.ts';
import { returnDelay } from './return-delay.ts';
import { returnPeak } from './return-peak.ts';
import { setting } from './setting.ts';
import { silenceBeforeCut } from './silence-before-cut.ts';
import { streamConnections } from './stream-connections.ts';
import { streamsAtOnce } from './streams-at-once.ts';
import { websocketBytes } from './websocket-bytes.ts';
import { windowBlocked, windowMinimum } from './window-minimum.ts';

/** Every figure that the text of a lesson can name. One line a figure. */
export const FIGURES: readonly Figure[] = [
  headBytes,
  connectionUse,
  polling,
  heldTime,
  events,
  eventCarriers,
  streamsAtOnce,
  streamConnections,
  longestWaitFigure,
  laneWinner,
  returnDelay,
  burst,
  heldEvents,
  silenceBeforeCut,
  maxConcurrentStreams,
  setting,
  dataWithoutWindowUpdateFigure,
  headerBlockBytes,
  windowMinimum,
  windowBlocked,
  hintedFiles,
  hintLead,
  acceptKey,
  websocketBytes,
  reconnectPauses,
  connectionPeak,
  returnPeak,
];

const BY_ID = new Map(FIGURES.map((figure) => [figure.id, figure]));

/** The figure with this id, or undefined. */
export const findFigure = (id: string): Figure | undefined => BY_ID.get(id);
