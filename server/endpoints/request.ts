import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { FEED_TOPIC } from '../log/event-log.ts';
import { HttpError } from './endpoint.ts';
import { MAX_NAME_LENGTH, MAX_TOPIC_LENGTH } from './limits.ts';

/** The part of the target before `?`, and the parameters after it. */
export function splitTarget(req: Pick<IncomingMessage | Http2ServerRequest, 'url'>): {
  path: string;
  query: URLSearchParams;
} {
  const [path = '', ...query] = (req.url ?? '').split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}

/** A query parameter that is a whole number from `least` to `most`, or `undefined` when it is not there. Throws a 400. */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  most = Number.MAX_SAFE_INTEGER,
  least = 0,
): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new HttpError(400, {
    error: `${name} is not a whole number from ${least} to ${most}.`,
    where: `query parameter ${name}`,
    help: `Send digits only, such as ${name}=${least}, or leave it out.`,
  });
}

/** A query parameter that is one of `choices`, or `undefined` when it is not there. Throws a 400. */
export function choice<const T extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const chosen = choices.find((known) => known === text);
  if (chosen !== undefined) return chosen;
  throw new HttpError(400, {
    error: `${name} is none of ${choices.join(', ')}.`,
    where: `query parameter ${name}`,
    help: `Send ${name}=${choices[0] ?? ''}, or leave it out.`,
  });
}

/** `?name=on` is true, `?name=off` false, and `undefined` when it is not there. Throws a 400. */
export function onOff(query: URLSearchParams, name: string): boolean | undefined {
  const text = choice(query, name, ['on', 'off']);
  return text === undefined ? undefined : text === 'on';
}

/** A query parameter that is a name of letters, digits, `.`, `_` and `-`, or `undefined` when it is not there. Throws a 400. */
export function nameOf(query: URLSearchParams, parameter: string): string | undefined {
  const text = query.get(parameter);
  if (text === null) return undefined;
  if (text.length <= MAX_NAME_LENGTH && /^[\w.-]+$/.test(text)) return text;
  throw new HttpError(400, {
    error: `${parameter} is not a name of 1 to ${MAX_NAME_LENGTH} letters, digits and the signs . _ -`,
    where: `query parameter ${parameter}`,
    help: `Send ${parameter}=ada, or leave it out.`,
  });
}

/** The topic named by `?topic=`; the default feed when none is. Throws a 400. */
export function topicOf(query: URLSearchParams): string {
  const topic = query.get('topic') ?? FEED_TOPIC;
  if (topic !== '' && topic.length <= MAX_TOPIC_LENGTH) return topic;
  throw new HttpError(400, {
    error: `The name of a topic has 1 to ${MAX_TOPIC_LENGTH} characters.`,
    where: 'query parameter topic',
    help: 'Send a shorter name, or leave it out to use the default feed.',
  });
}

/** Reads the content of a request, at most `limit` bytes of it. Throws a 413. */
function readContent(req: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    // What is too much is still read, and thrown away: the client has to send it all before it looks at the answer.
    req.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        const error = `The content is longer than ${limit} bytes.`;
        reject(new HttpError(413, { error, where: 'content', help: 'Send less at once.' }));
      }
    });
    req.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    req.on('error', reject);
  });
}

/**
 * Reads content of type application/json, at most `limit` bytes of it. Throws a 400, 413 or 415; `example` is what they
 * say to send.
 */
export async function readJson(
  req: IncomingMessage,
  limit: number,
  example = '{"data": "hello"}',
): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new HttpError(415, {
      error: 'The content is not declared as JSON.',
      where: 'header field Content-Type',
      help: 'Send Content-Type: application/json.',
    });
  }
  const content = await readContent(req, limit);
  try {
    return JSON.parse(content) as unknown;
  } catch {
    throw new HttpError(400, {
      error: 'The content is not JSON.',
      where: 'content',
      help: `Send one JSON value, such as ${example}.`,
    });
  }
}
