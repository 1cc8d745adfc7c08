import type { Endpoint } from './endpoint.ts';

export const hello: Endpoint = {
  path: '/hello',
  summary: 'A short greeting that says over which version of HTTP it came.',
  methods: {
    GET(req, res, lab) {
      // HTTP/2 has no minor version.
      const httpVersion = req.httpVersionMajor === 2 ? '2' : req.httpVersion;
      res.setHeader('Cache-Control', 'no-store');
      res.json({ hello: 'Wire 101', httpVersion, sentAtMs: Math.round(lab.clock.now()) });
    },
  },
};
