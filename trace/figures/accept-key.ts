import * as v from 'valibot';
import { computeAccept } from '../../wire/websocket/accept-key.ts';
import { originArg } from '../checks/args.ts';
import { exchangesOn, fieldValue } from '../checks/exchanges.ts';
import { defineFigure } from './figure.ts';

const STEPS = ['key', 'joined', 'sha1', 'accept', 'answered'] as const;

/** The steps from the newest Sec-WebSocket-Key to its answer (RFC 6455 §4.2.2). */
export const acceptKey = defineFigure({
  id: 'accept-key',
  summary:
    'A step from the newest Sec-WebSocket-Key to its answer: the key, joined with the GUID, its SHA-1, in base64, and what the server answered.',
  args: v.strictObject({ origin: originArg, step: v.pipe(v.picklist(STEPS), v.description('Which step.')) }),
  read(trace, { origin, step }) {
    const exchange = exchangesOn(trace, { origin }).findLast(({ status }) => status === 101);
    const key = exchange && fieldValue(exchange.headers, 'sec-websocket-key');
    if (!exchange || key === undefined) return undefined;
    const steps = computeAccept(key);
    const answered = fieldValue(exchange.responseHeaders, 'sec-websocket-accept') ?? '';
    const texts = { key, joined: steps.joined, sha1: steps.sha1Hex, accept: steps.accept, answered };
    const frame = step === 'answered' ? exchange.responseFrame : exchange.requestFrame;
    return { text: texts[step], evidence: frame === undefined ? {} : { frame } };
  },
});
