import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { HttpError } from './endpoint.ts';

/** Tokens of a comma-separated header field, in lower case. */
function tokens(value: string | undefined): string[] {
  return (value ?? '').split(',').map((token) => token.trim().toLowerCase());
}

/** The one version of the protocol there is (RFC 6455 §4.1). */
export const WEBSOCKET_VERSION = '13';
/** Base64 of 16 bytes (RFC 6455 §4.1): 22 characters and two signs that fill up. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** What is wrong with an opening handshake over HTTP/1.1, or `undefined` when nothing is (RFC 6455 §4.2.1). */
export function faultOfUpgrade(req: Pick<IncomingMessage, 'headers' | 'httpVersion'>): HttpError | undefined {
  const { headers } = req;
  if (req.httpVersion === '2.0') {
    return new HttpError(400, {
      error: 'Over HTTP/2 a WebSocket begins with CONNECT and :protocol = websocket (RFC 8441 §4).',
      where: ':method',
      help: 'Use a client that speaks RFC 8441, or open the WebSocket over HTTP/1.1.',
    });
  }
  if (!tokens(headers.upgrade).includes('websocket') || req.httpVersion === '1.0') {
    // A 426 names what to upgrade to, and Upgrade goes with a connection option (RFC 9110 §7.8, §15.5.22).
    return new HttpError(
      426,
      {
        error: 'This path speaks WebSocket. The request does not ask for it.',
        where: 'header field Upgrade',
        help: `Open it with new WebSocket(…), or send Upgrade: websocket over HTTP/1.1.`,
      },
      { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': WEBSOCKET_VERSION },
    );
  }
  if (!tokens(headers.connection).includes('upgrade')) {
    return new HttpError(400, {
      error: 'The Connection header field does not name Upgrade (RFC 6455 §4.2.1).',
      where: 'header field Connection',
      help: 'Send Connection: Upgrade. A proxy in the way may have dropped it.',
    });
  }
  const version = headers['sec-websocket-version'];
  if (version !== WEBSOCKET_VERSION) {
    // §4.2.2: a version the server does not speak gets 426, and the version that it does speak. None at all gets 400.
    return new HttpError(
      version === undefined ? 400 : 426,
      {
        error: `The version is ${version ?? 'not there'}; this server speaks ${WEBSOCKET_VERSION} (RFC 6455 §4.2.2).`,
        where: 'header field Sec-WebSocket-Version',
        help: `Send Sec-WebSocket-Version: ${WEBSOCKET_VERSION}.`,
      },
      {
        'Sec-WebSocket-Version': WEBSOCKET_VERSION,
        ...(version !== undefined && { Upgrade: 'websocket', Connection: 'Upgrade' }),
      },
    );
  }
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) {
    return new HttpError(400, {
      error: 'The key is not the base64 form of 16 bytes (RFC 6455 §4.2.1).',
      where: 'header field Sec-WebSocket-Key',
      help: 'Send 16 random bytes in base64, such as dGhlIHNhbXBsZSBub25jZQ==.',
    });
  }
  return undefined;
}

/** The refusal of a request that reached the ordinary handler of /ws, so that something is wrong with it for certain. */
export function refusalOfUpgrade(req: Pick<IncomingMessage, 'headers' | 'httpVersion'>): HttpError {
  return (
    faultOfUpgrade(req) ??
    new HttpError(400, {
      error: 'The opening handshake of a WebSocket is a GET request without content (RFC 6455 §4.1).',
      where: 'request',
      help: 'Open it with new WebSocket(…).',
    })
  );
}

/**
 * Refuses a page of another origin, or returns `undefined`. Browsers send Origin with every WebSocket handshake and let no
 * page change it, but they do not keep pages from opening one: CORS does not apply, so the server has to look
 * (RFC 6455 §10.2). A program sends what it likes; who sends no Origin is not a browser.
 */
export function faultOfOrigin(
  { origin, host }: Pick<IncomingHttpHeaders, 'origin' | 'host'>,
  allowed: readonly string[],
): HttpError | undefined {
  if (origin === undefined) return undefined;
  // `null` is the origin of every sandboxed frame, whoever made it: it proves nothing.
  if (origin !== 'null' && allowed.includes(origin)) return undefined;
  if (URL.canParse(origin) && new URL(origin).host === host) return undefined;
  return new HttpError(403, {
    error: 'The page that opens this WebSocket is of another origin (RFC 6455 §4.2.2).',
    where: 'header field Origin',
    help: 'Open it from a page of this origin or of the lab, or send origin-check=off to see what goes wrong then.',
  });
}

/** Answers with an error where no Express does. */
export function writeError(
  res: {
    writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
    end(content: string): unknown;
  },
  { status, headers, content }: HttpError,
): void {
  res.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(content));
}
