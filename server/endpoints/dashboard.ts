import { DASHBOARD_EVENTS, dashboardEvent, type DashboardEvent } from '../log/dashboard-contents.ts';
import type { Cancel } from '../context.ts';
import { HttpError, type Endpoint, type Lab } from './endpoint.ts';
import { follow } from './follow.ts';
import { heartbeat, paced } from './heartbeat.ts';
import { MAX_MUTING_CLIENTS, MAX_SMALL_JSON_BYTES } from './limits.ts';
import { textParameter } from './parameters.ts';
import { nameOf, readJson, splitTarget } from './request.ts';
import { openOutput } from './sse-output.ts';
import { beginEventStream } from './sse-response.ts';
import { encodeEvent, encodeGap } from './sse.ts';

const TOPIC = 'dashboard';
/** Who does not name itself shares what it mutes with all others that do not. */
const ANYBODY = 'anybody';

/** What each client does not want to hear. */
type Muted = Map<string, Set<DashboardEvent>>;
const createMuted = (): Muted => new Map();

/** The feed of the dashboard, which runs while somebody looks. */
interface Board {
  readers: number;
  stop: Cancel;
}
const createBoard = (): Board => ({ readers: 0, stop: () => {} });

/** Lets the feed run, until everybody who called this has cancelled. Call the result once. */
function look(lab: Lab): Cancel {
  const board = lab.shared(createBoard);
  board.readers += 1;
  if (board.readers === 1) {
    const emit = (): void => void lab.log.append(TOPIC, dashboardEvent(lab.log.lastId(TOPIC) + 1));
    board.stop = paced(lab, (settings) => settings.feedIntervalMs, emit);
    emit();
  }
  return () => {
    board.readers -= 1;
    if (board.readers === 0) board.stop();
  };
}

const CLIENT_PARAMETER = textParameter('client', 'The name by which /mute knows who reads.', 'ada');

export const dashboard: Endpoint = {
  path: '/dashboard',
  summary:
    'Server-Sent Events named orders, stock and visitors. A page names itself with ?client= and says with POST /mute what it does not want.',
  parameters: [CLIENT_PARAMETER],
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const client = nameOf(query, 'client') ?? ANYBODY;
      beginEventStream(res);
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      const output = openOutput(res);
      const muted = lab.shared(createMuted);
      const wants = (event: string | undefined): boolean =>
        muted.get(client)?.has(event as DashboardEvent) !== true;

      const header = req.headers['last-event-id'];
      const newest = lab.log.lastId(TOPIC);
      const after = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : newest;
      // Filtered here and not in the page: what is muted does not travel. The ids then have gaps, and that is all right.
      const events = follow(
        lab.log,
        TOPIC,
        Math.min(after, newest),
        (event) => (wants(event.event) ? output.write(encodeEvent(event)) : true),
        (gap) => output.note(encodeGap(gap)),
      );
      output.onReady(events.resume);
      const lookAway = look(lab);
      const stopHeartbeat = heartbeat(lab, () => output.note(': heartbeat\n\n'));
      const forgetGoodbye = lab.onShutdown(({ retryMs }) => {
        events.stop();
        stopHeartbeat();
        if (retryMs > 0) output.note(`retry: ${retryMs}\n\n`);
        output.end();
      });
      res.on('close', () => {
        events.stop();
        stopHeartbeat();
        lookAway();
        forgetGoodbye();
      });
    },
  },
};

const isEvent = (value: unknown): value is DashboardEvent =>
  DASHBOARD_EVENTS.some((known) => known === value);

/** An event stream carries nothing back. What the page has to say goes as a request of its own, beside the stream. */
export const mute: Endpoint = {
  path: '/mute',
  summary:
    'POST {"event": "visitors", "muted": true} stops such events on the /dashboard of the same ?client=, and false lets them come again.',
  parameters: [CLIENT_PARAMETER],
  methods: {
    async POST(req, res, lab) {
      const client = nameOf(splitTarget(req).query, 'client') ?? ANYBODY;
      const content = await readJson(req, MAX_SMALL_JSON_BYTES);
      const { event, muted: off } = (content ?? {}) as Record<string, unknown>;
      if (!isEvent(event) || typeof off !== 'boolean') {
        throw new HttpError(400, {
          error: 'The content names no event of the dashboard, or does not say whether it is muted.',
          where: 'content',
          help: `Send {"event": "visitors", "muted": true}. The events are ${DASHBOARD_EVENTS.join(', ')}.`,
        });
      }
      const muted = lab.shared(createMuted);
      const ofClient = muted.get(client) ?? new Set<DashboardEvent>();
      if (off) ofClient.add(event);
      else ofClient.delete(event);
      if (ofClient.size === 0) muted.delete(client);
      else if (muted.has(client) || muted.size < MAX_MUTING_CLIENTS) muted.set(client, ofClient);
      else
        throw new HttpError(503, {
          error: `Only ${MAX_MUTING_CLIENTS} clients can mute.`,
          where: 'query parameter client',
        });
      res.setHeader('Cache-Control', 'no-store');
      res.json({ client, muted: [...ofClient] });
    },
  },
};
