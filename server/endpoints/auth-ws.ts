import type { RawData, WebSocket } from 'ws';
import { createAuthStore } from './auth-store.ts';
import { sessionOf, unauthorized } from './auth.ts';
import type { Lab } from './endpoint.ts';
import { AUTH_FIRST_MESSAGE_MS } from './limits.ts';
import { choiceParameter, textParameter } from './parameters.ts';
import { choice, onOff } from './request.ts';
import type { Handshake, WebSocketEndpoint } from './ws-endpoint.ts';
import { faultOfOrigin } from './ws-handshake.ts';
import { WS_PARAMETERS, wsOptions, type WsOptions } from './ws-options.ts';
import { converse } from './ws.ts';

/** A close code for applications to define (RFC 6455 §7.4.2). This one is used like the status 401. */
const UNAUTHORIZED = 4001;
/** Selected by the server. The token that is offered beside it must not be: the response would repeat it. */
const SUBPROTOCOL = 'wire101.auth';

const REFUSALS = ['close', '401'] as const;
const WAYS = ['cookie', 'query', 'message', 'subprotocol'] as const;

/** What the handshake carries, for those ways that say it there. */
function tokenIn(by: (typeof WAYS)[number], { headers, query, protocols }: Handshake): string | undefined {
  if (by === 'cookie') return sessionOf(headers);
  if (by === 'query') return query.get('token') ?? undefined;
  return protocols.find((protocol) => protocol !== SUBPROTOCOL);
}

/** The token in a first message `{"token": "…"}`. */
function tokenOf(message: RawData): string | undefined {
  try {
    const { token } = JSON.parse((message as Buffer).toString('utf8')) as { token?: unknown };
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

function letIn(ws: WebSocket, options: WsOptions, lab: Lab): void {
  ws.send(JSON.stringify({ type: 'authorized', lesson: 'Who reads this can act as the one who logged in.' }));
  converse(ws, options, lab);
}

function refuse(ws: WebSocket): void {
  ws.close(UNAUTHORIZED, 'unauthorized');
}

/** Opens to everybody, and waits for who says who it is. */
function waitForToken(ws: WebSocket, options: WsOptions, lab: Lab): void {
  // Somebody who says nothing would hold the connection for ever.
  const stopWaiting = lab.clock.after(AUTH_FIRST_MESSAGE_MS, () => refuse(ws));
  const forgetGoodbye = lab.onShutdown(({ closeCode, reason }) => ws.close(closeCode, reason));
  const cleanUp = (): void => {
    stopWaiting();
    forgetGoodbye();
  };
  ws.on('error', () => {});
  ws.once('close', cleanUp);
  ws.once('message', (message: RawData) => {
    cleanUp();
    if (lab.shared(createAuthStore).accept(tokenOf(message))) letIn(ws, options, lab);
    else refuse(ws);
  });
}

export const authWs: WebSocketEndpoint = {
  path: '/auth/ws',
  summary:
    'A lesson: the WebSocket of /ws for whoever is logged in. Others are closed with 4001, or get 401; foreign pages get 403.',
  parameters: [
    ...WS_PARAMETERS,
    choiceParameter('by', WAYS, 'How the client says who it is.'),
    textParameter('token', 'With by=query: what POST /auth/token answered.', 'abc'),
    choiceParameter(
      'refuse',
      REFUSALS,
      'How others are refused: after the handshake with 4001, or before it with 401.',
    ),
  ],
  open(handshake, lab) {
    const { query, headers, protocols } = handshake;
    const options = wsOptions(query, lab.settings.current);
    const by = choice(query, 'by', WAYS) ?? 'cookie';
    const early = choice(query, 'refuse', REFUSALS) === '401';
    // A cookie goes along with every request, whichever page it is from: here the check is what protects. On by default.
    const fault = (onOff(query, 'origin-check') ?? true) ? faultOfOrigin(headers, lab.appOrigins) : undefined;
    if (fault !== undefined) throw fault;

    const authorized = by !== 'message' && lab.shared(createAuthStore).accept(tokenIn(by, handshake));
    // A page cannot read the 401 of a handshake: all it sees is 1006. A close code it can read.
    if (early && by !== 'message' && !authorized) throw unauthorized();
    return {
      protocol: protocols.includes(SUBPROTOCOL) ? SUBPROTOCOL : undefined,
      deflate: options.deflate,
      maxBytes: options.maxBytes,
      start(ws) {
        if (by === 'message') waitForToken(ws, options, lab);
        else if (authorized) letIn(ws, options, lab);
        else {
          ws.on('error', () => {});
          refuse(ws);
        }
      },
    };
  },
};
