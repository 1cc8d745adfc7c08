import { ASSETS } from './asset-files.ts';
import { HttpError, type Endpoint } from './endpoint.ts';
import { textParameter } from './parameters.ts';
import { splitTarget } from './request.ts';

function isAsset(name: unknown): name is keyof typeof ASSETS {
  return typeof name === 'string' && Object.hasOwn(ASSETS, name);
}

export const assets: Endpoint = {
  path: '/assets/:name',
  summary: 'Small files that the pages of the lab load, and that a server may push.',
  parameters: [
    textParameter('visit', 'Makes the address of each visit another, for the page of /early-hints.', '1'),
  ],
  methods: {
    GET(req, res, lab) {
      const name = req.params['name'];
      if (!isAsset(name)) {
        const known = Object.keys(ASSETS).map((asset) => `/assets/${asset}`);
        throw new HttpError(404, {
          error: 'There is no such file.',
          where: 'path',
          help: `There is: ${known.join(', ')}.`,
        });
      }
      const { type, content } = ASSETS[name];
      // A page that loads files for the first time each visit says when it was asked for itself. It is told how much later
      // this file was: the browser's own timings of a preloaded file count from when the page took it.
      const pageAskedAtMs = /^\d+/.exec(splitTarget(req).query.get('visit') ?? '')?.[0];
      if (pageAskedAtMs !== undefined) {
        const laterMs = Math.max(0, Math.round(lab.clock.now()) - Number(pageAskedAtMs));
        res.setHeader('Server-Timing', `asked;dur=${laterMs}`);
      }
      // A preloaded file is only used if it may be stored.
      res.writeHead(200, {
        'Content-Type': type,
        'Content-Length': Buffer.byteLength(content),
        'Cache-Control': 'max-age=300',
      });
      res.end(content);
    },
  },
};
