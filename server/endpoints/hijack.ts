import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { HttpError, type Endpoint, type Lab } from './endpoint.ts';
import { choiceParameter, onOffParameter } from './parameters.ts';
import { choice, onOff, splitTarget } from './request.ts';

/** Another origin of the lab than the page's: over TLS, since a page that came over TLS opens no clear WebSocket. */
function defaultTarget(lab: Lab, host: string | undefined): 'http1tls' | 'http2' {
  return new URL(lab.origins.http1tls).host === host ? 'http2' : 'http1tls';
}

/** Its parameters are checked and its script is an asset, so that nothing of a query becomes part of the page. */
function page(target: string, checked: boolean): string {
  const address = `${target.replace(/^http/, 'ws')}/auth/ws?by=cookie&origin-check=${checked ? 'on' : 'off'}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A page of another origin</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/early-hints.css">
<script src="/assets/hijack.js" defer></script>
</head>
<body data-address="${address}">
<main>
<h1>A page of another origin</h1>
<p><strong>This is a lesson.</strong> Nothing here is secret, and nothing leaves this machine.</p>
<p>This page plays the one that you should not have opened. It is not of the origin <code>${target}</code>, yet it opens a
WebSocket there, and the browser sends your cookie along if the cookie's SameSite attribute and the browser's own rules
let it. Origins that differ only in their port are of one site: there SameSite=Strict does not keep this page out. To
Chromium, http and https are two sites.</p>
<p>The server ${checked ? 'checks the Origin header field' : 'does <b>not</b> check the Origin header field'}.</p>
<p id="verdict" aria-live="polite">Opening …</p>
<p><a href="?origin-check=${checked ? 'off' : 'on'}">The same with the check ${checked ? 'off' : 'on'}</a></p>
</main>
</body>
</html>
`;
}

export const hijack: Endpoint = {
  path: '/auth/hijack',
  summary: 'A lesson: a page that opens the /auth/ws of another origin of the lab with your cookie.',
  parameters: [
    choiceParameter('target', LAB_ORIGIN_IDS, 'Whose /auth/ws it opens.'),
    onOffParameter('origin-check', 'Whether that server looks at the Origin field.'),
  ],
  methods: {
    GET(req, res, lab) {
      const { query } = splitTarget(req);
      const { host } = req.headers;
      const target = lab.origins[choice(query, 'target', LAB_ORIGIN_IDS) ?? defaultTarget(lab, host)];
      if (new URL(target).host === host) {
        throw new HttpError(400, {
          error: 'That is the origin of the page itself: there is nothing to hijack.',
          where: 'query parameter target',
          help: 'Leave target out.',
        });
      }
      res.setHeader('Cache-Control', 'no-store');
      res.setHeader('Content-Type', 'text/html; charset=utf-8');
      res.end(page(target, onOff(query, 'origin-check') ?? false));
    },
  },
};
