import { Http2ServerResponse, type ServerHttp2Stream } from 'node:http2';
import { ASSETS } from './asset-files.ts';
import type { Endpoint } from './endpoint.ts';

const PUSHED = '/assets/pushed.txt';

/** The HTTP/2 stream behind a response, or `undefined` over HTTP/1.1. */
function http2Stream(res: unknown): ServerHttp2Stream | undefined {
  return res instanceof Http2ServerResponse ? res.stream : undefined;
}

/** Why nothing can be pushed on this stream, or `undefined` when it can. */
function reasonNotToPush(stream: ServerHttp2Stream | undefined, isOn: boolean): string | undefined {
  if (stream === undefined) return 'HTTP/1.1 has no server push.';
  if (!isOn) return 'Server push is switched off in this lab.';
  if (stream.session?.remoteSettings.enablePush === false) {
    return 'The client sent SETTINGS_ENABLE_PUSH=0 (RFC 9113 §6.5.2).';
  }
  return stream.pushAllowed ? undefined : 'This stream takes no push.';
}

/** Promises a request for `path` on this stream, and answers it on a stream of its own (RFC 9113 §8.4). */
function pushAsset(stream: ServerHttp2Stream, request: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.pushStream(request, (error, pushed) => {
      if (error !== null) {
        reject(error);
        return;
      }
      // The client may refuse it with RST_STREAM at any time. That is its right, and no fault of ours.
      pushed.on('error', () => {});
      const { type, content } = ASSETS['pushed.txt'];
      pushed.respond({ ':status': 200, 'content-type': type, 'cache-control': 'max-age=300' });
      pushed.end(content);
      resolve();
    });
  });
}

export const push: Endpoint = {
  path: '/push',
  summary: 'Server push: pushes a file to a client that allows it, and tells the others why not.',
  methods: {
    async GET(req, res, lab) {
      res.setHeader('Cache-Control', 'no-store');
      const stream = http2Stream(res);
      const why = reasonNotToPush(stream, lab.settings.current.push);
      if (stream === undefined || why !== undefined) {
        res.json({ pushed: false, why });
        return;
      }
      // The promise goes out before the answer that mentions what is pushed, or the client might ask for it in between
      // (RFC 9113 §8.4.1).
      await pushAsset(stream, {
        ':path': PUSHED,
        ':scheme': 'https',
        ':authority': req.headers.host ?? '',
      });
      res.json({ pushed: true, path: PUSHED });
    },
  },
};
