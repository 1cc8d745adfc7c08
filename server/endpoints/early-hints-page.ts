/** What the page of /early-hints says about how it was sent. */
interface PageFacts {
  readonly style: string;
  readonly script: string;
  /** How many links the 103 had; 0 when there was none. */
  readonly links: number;
  readonly delayMs: number;
  readonly http2: boolean;
}

/** The page of /early-hints. Its script, an asset, fills in what the browser measured and reports it. */
export function earlyHintsPage({ style, script, links, delayMs, http2 }: PageFacts): string {
  const sent =
    links > 0
      ? `The server sent <b>103 Early Hints</b> first, with ${links === 1 ? 'one link' : `${links} links`}, and this page ${delayMs} ms later.`
      : `The server sent no 103. This page came after ${delayMs} ms, and the files it needs only after that.`;
  const protocol = http2
    ? 'It came over HTTP/2.'
    : 'It came over HTTP/1.1, where Firefox acts on a 103 and Chromium does not.';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>103 Early Hints</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<script src="${script}" defer></script>
</head>
<body>
<main>
<h1>103 Early Hints</h1>
<p>${sent} ${protocol}</p>
<p id="verdict" aria-live="polite">Measuring …</p>
<table>
<caption>What this browser loaded. Asked for: in milliseconds after the page was asked for, as the server saw it. Taken
and done: in milliseconds since the navigation began, as the browser tells; of a file that it had already, when the page took it.</caption>
<thead><tr><th scope="col">file</th><th scope="col">initiatorType</th><th scope="col">asked for</th><th scope="col">taken</th><th scope="col">done</th></tr></thead>
<tbody id="resources"></tbody>
</table>
<dl id="navigation"></dl>
</main>
</body>
</html>
`;
}
