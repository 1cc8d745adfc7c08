import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { createWebSocketDecoder } from './decoder.ts';
import { WS_DIAGNOSTICS, type WebSocketDiagnosticCode } from './diagnostics.ts';
import { encodeClose, encodeFrame, encodeFragments, encodeText } from './encode.ts';
import { createMessageJoiner } from './message.ts';
import { parseClose } from './close.ts';
import { plainPayload } from './mask.ts';

/* The Receiver of the ws package as an oracle: the same messages up to the first fault, and the same close code for it. */
interface WsReceiver {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void;
  on(event: 'ping' | 'pong', listener: (data: Buffer) => void): void;
  on(event: 'conclude', listener: (code: number, reason: Buffer) => void): void;
  on(event: 'error', listener: (error: Error & { code: string }) => void): void;
  write(bytes: Uint8Array, done: () => void): void;
}
const load = createRequire(import.meta.url);
const { Receiver } = load('ws') as {
  Receiver: new (options: { isServer: boolean; allowSynchronousEvents: boolean }) => WsReceiver;
};

/** What ws makes of the bytes: one line an event. The last says `error <close code>` when it gave up. */
async function byWs(bytes: Uint8Array, sender: 'client' | 'server'): Promise<string[]> {
  const receiver = new Receiver({ isServer: sender === 'client', allowSynchronousEvents: true });
  const lines: string[] = [];
  const hex = (data: Buffer): string => data.toString('hex');
  receiver.on('message', (data, isBinary) => lines.push(`${isBinary ? 'binary' : 'text'} ${hex(data)}`));
  receiver.on('ping', (data) => lines.push(`ping ${hex(data)}`));
  receiver.on('pong', (data) => lines.push(`pong ${hex(data)}`));
  receiver.on('conclude', (code, reason) => lines.push(`close ${code} ${hex(reason)}`));
  receiver.on('error', (error) => {
    const status = Object.getOwnPropertySymbols(error).map(
      (key) => (error as unknown as Record<symbol, unknown>)[key],
    );
    lines.push(`error ${String(status[0])}`);
  });
  await new Promise<void>((resolve) => receiver.write(bytes, resolve));
  return lines;
}

/** What this decoder and joiner make of them, stopped where an endpoint stops: at the first fault or Close frame. */
function byUs(bytes: Uint8Array, sender: 'client' | 'server'): string[] {
  const joiner = createMessageJoiner();
  let isBadText = false;
  const lines: string[] = [];
  const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
  for (const frame of createWebSocketDecoder({ sender }).push(bytes)) {
    for (const { code } of frame.diagnostics) {
      /* ws takes lengths that are longer than need be, and looks at text when its message is whole. */
      if (code === 'ws/length-not-minimal') continue;
      if (code === 'ws/text-utf8') {
        isBadText = true;
        continue;
      }
      const { response } = WS_DIAGNOSTICS[code as WebSocketDiagnosticCode];
      if (response) return [...lines, `error ${response}`];
    }
    if (frame.opcode === 8) {
      const body = parseClose(plainPayload(frame));
      return [...lines, body ? `close ${body.code} ${hex(plainPayload(frame).subarray(2))}` : 'close 1005 '];
    }
    if (frame.opcode > 8) lines.push(`${frame.type} ${hex(plainPayload(frame))}`);
    for (const message of joiner.push(frame)) {
      if (isBadText) return [...lines, 'error 1007'];
      lines.push(`${message.type} ${hex(message.bytes)}`);
    }
  }
  return lines;
}

const anyKey = fc.option(fc.nat(0xffffffff), { nil: undefined });
const anyPayload = fc.oneof(
  fc.uint8Array({ maxLength: 140 }),
  fc.string().map((text) => new TextEncoder().encode(text)),
);
const frames = (sender: 'client' | 'server') => {
  const key = sender === 'client' ? fc.nat(0xffffffff) : fc.constant(undefined);
  const good = fc.oneof(
    fc.tuple(fc.string(), key).map(([text, maskingKey]) => encodeText(text, maskingKey)),
    fc
      .tuple(fc.constantFrom(1, 2), fc.array(anyPayload, { minLength: 1, maxLength: 3 }), key)
      .map(([opcode, pieces, maskingKey]) => joinBytes(encodeFragments(opcode, pieces, maskingKey))),
    fc
      .tuple(fc.constantFrom(9, 10), fc.uint8Array({ maxLength: 125 }), key)
      .map(([opcode, payload, maskingKey]) => encodeFrame({ opcode, payload, maskingKey })),
    fc
      .tuple(fc.integer({ min: 990, max: 5010 }), fc.string({ maxLength: 20 }), key)
      .map(([code, reason, maskingKey]) => encodeClose(code, reason, maskingKey)),
  );
  const any = fc
    .record({
      opcode: fc.nat(15),
      payload: anyPayload,
      fin: fc.boolean(),
      rsv1: fc.boolean(),
      maskingKey: anyKey,
    })
    .map(encodeFrame);
  return fc.array(fc.oneof({ arbitrary: good, weight: 4 }, { arbitrary: any, weight: 1 }), {
    minLength: 1,
    maxLength: 5,
  });
};

test.each(['client', 'server'] as const)(
  'agrees with the Receiver of ws about what a %s sends',
  async (sender) => {
    await fc.assert(
      fc.asyncProperty(frames(sender), async (runs) => {
        const bytes = joinBytes(runs);
        expect(byUs(bytes, sender)).toEqual(await byWs(bytes, sender));
      }),
      { numRuns: 400 },
    );
  },
);
