import type { Cancel } from '../context.ts';
import { HttpError, type Endpoint, type Handler, type Lab } from './endpoint.ts';
import { MAX_LEAKED_TIMERS } from './limits.ts';
import { beginEventStream } from './sse-response.ts';

const INTERVAL_MS = 1_000;

/** The timers of each of the two handlers that still run. */
interface Timers {
  readonly leaky: Set<Cancel>;
  readonly clean: Set<Cancel>;
  /** Tells the lab how many there are. */
  readonly count: () => void;
  /** Stops those that leaked. Answers how many they were. */
  readonly stopLeaked: () => number;
}
function createTimers(lab: Lab): Timers {
  const [leaked, clean] = [new Set<Cancel>(), new Set<Cancel>()];
  const count = (): void => lab.countTimers?.({ leaky: leaked.size, clean: clean.size });
  const stopLeaked = (): number => {
    const stopped = leaked.size;
    for (const stop of leaked) stop();
    leaked.clear();
    count();
    return stopped;
  };
  // The lab itself leaves nothing behind.
  const forget = lab.onShutdown(() => {
    stopLeaked();
    forget();
  });
  return { leaky: leaked, clean, count, stopLeaked };
}

/** A lesson: what a handler looks like that forgets its client. Its timer runs on when the client has gone. */
const answerLeaky: Handler = (req, res, lab) => {
  const { leaky: timers, count } = lab.shared(createTimers);
  if (timers.size >= MAX_LEAKED_TIMERS) {
    throw new HttpError(503, {
      error: `${MAX_LEAKED_TIMERS} timers have leaked. A server without this bound would go on, and slow down.`,
      where: 'path',
      help: 'POST /leaky/count stops them.',
    });
  }
  beginEventStream(res);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  let n = 0;
  const stop = lab.clock.every(INTERVAL_MS, () => {
    n += 1;
    // After the client has gone this writes to nobody, and nobody is told.
    if (!res.destroyed) res.write(`data: ${n}\n\n`);
  });
  timers.add(stop);
  count();
  // What is missing: res.on('close', stop)
};

/** The same, as it should be. */
const answerClean: Handler = (req, res, lab) => {
  const { clean: timers, count } = lab.shared(createTimers);
  beginEventStream(res);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  let n = 0;
  const stop = lab.clock.every(INTERVAL_MS, () => {
    n += 1;
    res.write(`data: ${n}\n\n`);
  });
  timers.add(stop);
  count();
  const forgetGoodbye = lab.onShutdown(({ retryMs }) => {
    stop();
    res.end(retryMs > 0 ? `retry: ${retryMs}\n\n` : '');
  });
  res.on('close', () => {
    stop();
    timers.delete(stop);
    count();
    forgetGoodbye();
  });
};

export const leaky: Endpoint = {
  path: '/leaky',
  summary:
    'A lesson: an event stream whose timer is not cleared when the client goes. /leaky/count shows what is left.',
  methods: { GET: answerLeaky },
};

export const notLeaky: Endpoint = {
  path: '/leaky/clean',
  summary: 'The same event stream as /leaky, with its timer cleared.',
  methods: { GET: answerClean },
};

export const leakyCount: Endpoint = {
  path: '/leaky/count',
  summary: 'How many timers of /leaky and /leaky/clean run. POST stops those of /leaky.',
  methods: {
    GET(_req, res, lab) {
      const { leaky: leaked, clean } = lab.shared(createTimers);
      res.setHeader('Cache-Control', 'no-store');
      res.json({ leaky: leaked.size, clean: clean.size });
    },
    POST(_req, res, lab) {
      res.json({ stopped: lab.shared(createTimers).stopLeaked() });
    },
  },
};
