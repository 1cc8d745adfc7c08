import type { Exchange, Operation } from '../../trace/model.ts';
import type { Layer } from '../../wire/frame.ts';

/** A colour of the palette: `--layer-<name>`, or `--trouble`. It says which protocol layer, never which direction. */
export type Colour = 'tcp' | 'tls' | 'http1' | 'http2' | 'sse' | 'websocket' | 'poll' | 'hints' | 'trouble';

/** The CSS custom property of a colour. */
export function cssVariable(colour: Colour): string {
  return colour === 'trouble' ? '--trouble' : `--layer-${colour}`;
}

/** Frames wear the colour of their own layer. */
export const colourOfFrame = (layer: Layer): Colour => layer;

const OF_TRANSPORT: Partial<Record<Operation['transport'], Colour>> = {
  sse: 'sse',
  websocket: 'websocket',
  'long-poll': 'poll',
  poll: 'poll',
  'early-hints': 'hints',
};

/** What an operation is about: its transport, or plain HTTP of the given version. */
export function colourOfOperation(operation: Operation, http: 'http1' | 'http2'): Colour {
  return OF_TRANSPORT[operation.transport] ?? http;
}

/** What an exchange carries; an answered exchange by its answer, before that by what its operation asked for. */
export function colourOfExchange(
  exchange: Exchange,
  operation: Operation | undefined,
  http: 'http1' | 'http2',
): Colour {
  if (exchange.carries !== 'body') return exchange.carries;
  if (operation && exchange.status === undefined) return colourOfOperation(operation, http);
  const transport = operation?.transport;
  return transport === 'poll' || transport === 'long-poll' || transport === 'early-hints'
    ? colourOfOperation(operation as Operation, http)
    : http;
}
