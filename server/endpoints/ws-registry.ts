import { authWs } from './auth-ws.ts';
import type { WebSocketEndpoint } from './ws-endpoint.ts';
import { ws } from './ws.ts';

/** Every path at which a WebSocket can be opened. */
export const WEBSOCKETS: readonly WebSocketEndpoint[] = [ws, authWs];
