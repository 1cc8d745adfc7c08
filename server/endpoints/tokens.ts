import { TEXT_TOKENS } from '../log/token-text.ts';
import { HttpError, type Endpoint } from './endpoint.ts';
import { MAX_SMALL_JSON_BYTES, MAX_TOKEN_RATE } from './limits.ts';
import { numberParameter } from './parameters.ts';
import { beginEventStream } from './sse-response.ts';
import { readJson, splitTarget, wholeNumber } from './request.ts';

const DEFAULT_RATE = 20;
/** What ends the answer, by a custom that event streams of models have: an event whose data is no JSON. */
const DONE = '[DONE]';

/** How the answers of this lab went. */
interface Work {
  running: number;
  finished: number;
  /** Ended because the client had gone. */
  aborted: number;
  /** Tokens made in all, for whoever was there or not. */
  tokens: number;
}
const createWork = (): Work => ({ running: 0, finished: 0, aborted: 0, tokens: 0 });

/** What is in front of the answer: the prompt comes back, so that it can be seen to have arrived. */
function answerTo(content: unknown): readonly string[] {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new HttpError(400, {
      error: 'The content is no JSON object.',
      where: 'content',
      help: 'Send {"prompt": "hello"}, or {}.',
    });
  }
  const prompt = 'prompt' in content ? content.prompt : undefined;
  if (prompt !== undefined && typeof prompt !== 'string') {
    throw new HttpError(400, {
      error: 'The prompt is no text.',
      where: 'prompt',
      help: 'Send {"prompt": "hello"}.',
    });
  }
  return prompt === undefined || prompt === ''
    ? TEXT_TOKENS
    : [`You asked: ${JSON.stringify(prompt)}.\n`, ...TEXT_TOKENS];
}

export const tokens: Endpoint = {
  path: '/tokens',
  summary:
    'POST {"prompt"?: …}: a text of this server, no model, streamed as events {"token": …} and [DONE]. ' +
    'GET tells how many answers are being made, and how many were aborted.',
  parameters: [
    numberParameter('rate', 'Tokens a second.', { least: 1, most: MAX_TOKEN_RATE, example: DEFAULT_RATE }),
    numberParameter('count', 'The most tokens of one answer.', { least: 1, example: 10 }),
  ],
  methods: {
    GET(_req, res, lab) {
      res.setHeader('Cache-Control', 'no-store');
      res.json(lab.shared(createWork));
    },

    async POST(req, res, lab) {
      const { query } = splitTarget(req);
      const rate = wholeNumber(query, 'rate', MAX_TOKEN_RATE, 1) ?? DEFAULT_RATE;
      const count = wholeNumber(query, 'count', Number.MAX_SAFE_INTEGER, 1) ?? Infinity;
      const answer = answerTo(await readJson(req, MAX_SMALL_JSON_BYTES)).slice(0, count);

      beginEventStream(res);
      const work = lab.shared(createWork);
      work.running += 1;
      let next = 0;
      const makeToken = (): void => {
        const token = answer[next];
        next += 1;
        if (token === undefined) {
          stopWorking();
          res.end(`data: ${DONE}\n\n`);
          return;
        }
        work.tokens += 1;
        // JSON, because a token may be a line break, which would end the field.
        res.write(`data: ${JSON.stringify({ token })}\n\n`);
      };
      const stopWorking = lab.clock.every(1_000 / rate, makeToken);
      const forgetGoodbye = lab.onShutdown(() => {
        stopWorking();
        res.end();
      });

      // `abort()` in the page closes the stream or the connection. Without this line the work would go on for nobody.
      res.on('close', () => {
        stopWorking();
        forgetGoodbye();
        work.running -= 1;
        if (next > answer.length) work.finished += 1;
        else work.aborted += 1;
      });
    },
  },
};
