import type { CodePlace, CodeStart, FromCode, OutputLevel, ToCode } from '../messages.ts';
import { formatCall, formatValue } from './format.ts';
import { OperationTracker } from './operations.ts';
import { Outbox } from './outbox.ts';
import { placeInStack } from './place.ts';
import { countTimers } from './timers.ts';
import { trackTransports } from './transports.ts';

/*
 * The worker in which code of a lesson runs: docs/decisions/0060. server/build/code-worker.ts makes one text of it.
 * Nothing here keeps the code from anything: the sandbox around it does. It tells, counts and bounds.
 */

const LEVELS: Readonly<Record<string, OutputLevel>> = {
  log: 'log',
  debug: 'log',
  info: 'info',
  warn: 'warn',
  error: 'error',
};
/** How long nothing may go on before the code counts as finished, in milliseconds: promises of other kinds take a moment. */
const IDLE_MS = 250;

addEventListener(
  'message',
  ({ data, ports: [port] }: MessageEvent<CodeStart>) => {
    if (port) run(data, port);
  },
  { once: true },
);

function run({ code, lab, numbers }: CodeStart, port: MessagePort): void {
  const after = setTimeout.bind(globalThis);
  const send = (message: FromCode): void => port.postMessage(message);
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const outbox = new Outbox({
    send,
    now: () => performance.now(),
    after: (delayMs, task) => void after(task, delayMs),
  });
  let hasRun = false;
  const timerCount = countTimers(() => becameIdle());
  const tracker = new OperationTracker({
    lab,
    numbers,
    report: (report) => outbox.report(report),
    wantNumbers: () => send({ type: 'want-numbers' }),
    becameIdle: () => becameIdle(),
    now: () => performance.timeOrigin + performance.now(),
  });
  const isIdle = (): boolean => hasRun && timerCount() === 0 && tracker.openCount === 0;
  const becameIdle = (): void => {
    if (!isIdle()) return;
    after(() => {
      if (!isIdle()) return;
      outbox.flush();
      send({ type: 'finished' });
    }, IDLE_MS);
  };

  const fail = (error: unknown, message: string, place: CodePlace | undefined): void => {
    const stack = error instanceof Error ? error.stack : undefined;
    outbox.say({ level: 'error', text: message, place: place ?? placeInStack(stack, url) });
  };
  addEventListener('error', (event) => {
    event.preventDefault();
    const { message, filename, lineno: line, colno: column } = event;
    const error: unknown = event.error;
    const text = error === undefined || error === null ? message : formatValue(error);
    fail(
      error,
      `Uncaught ${text.replace(/^Uncaught /, '')}`,
      filename === url ? { line, column } : undefined,
    );
  });
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    fail(event.reason, `Uncaught (in promise) ${formatValue(event.reason)}`, undefined);
  });
  addEventListener('securitypolicyviolation', ({ blockedURI, lineNumber, sourceFile, columnNumber }) => {
    const text = `The sandbox kept this from reaching ${blockedURI}: it lets code talk to the addresses in lab, and to nothing else.`;
    const place = sourceFile === url ? { line: lineNumber, column: columnNumber } : undefined;
    outbox.say({ level: 'error', text, place });
  });
  for (const [name, level] of Object.entries(LEVELS)) {
    Object.assign(console, {
      [name]: (...values: unknown[]) => outbox.say({ level, text: formatCall(values) }),
    });
  }
  port.onmessage = ({ data }: MessageEvent<ToCode>) => {
    if (data.type === 'ping') send({ type: 'pong' });
    else if (data.type === 'numbers') tracker.addNumbers(data.numbers);
    else tracker.close(data.op);
  };
  trackTransports(tracker);
  /* The port is the one way out that is paced. */
  for (const name of ['postMessage', 'close']) Object.assign(globalThis, { [name]: undefined });
  Object.assign(globalThis, { lab: Object.freeze({ ...lab }) });

  import(/* @vite-ignore */ url)
    .catch((error: unknown) => fail(error, `Uncaught ${formatValue(error)}`, undefined))
    .finally(() => {
      hasRun = true;
      becameIdle();
    })
    .catch(reportError);
}
