/** The files under /assets, in memory: they are few and small, and so they need no path on any disk. */
interface Asset {
  readonly type: string;
  readonly content: string;
}

const css = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
h1 { color: light-dark(#0c8ba8, #38c6e0); }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; }
caption { text-align: left; margin-bottom: 0.5rem; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #8888; }
td:nth-child(n + 3), th:nth-child(n + 3) { text-align: right; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
`;

const script = `// Reads what the browser measured, shows it, and reports it to the server this page came from.
addEventListener('load', () => setTimeout(async () => {
  const round = (ms) => Math.round(ms * 10) / 10;
  const [page] = performance.getEntriesByType('navigation');
  const resources = performance.getEntriesByType('resource')
    .filter((entry) => new URL(entry.name).pathname.startsWith('/assets/'))
    .map((entry) => ({
      path: new URL(entry.name).pathname,
      initiatorType: entry.initiatorType,
      // The server says in Server-Timing how long after the page this file was asked for.
      askedAfterMs: entry.serverTiming?.find((timing) => timing.name === 'asked')?.duration,
      startTime: round(entry.startTime),
      responseEnd: round(entry.responseEnd),
    }));
  const navigation = {
    nextHopProtocol: page.nextHopProtocol,
    requestStart: round(page.requestStart),
    // 0 when no interim response came, undefined in a browser that does not tell.
    firstInterimResponseStart: page.firstInterimResponseStart === undefined
      ? undefined : round(page.firstInterimResponseStart),
    finalResponseHeadersStart: page.finalResponseHeadersStart === undefined
      ? undefined : round(page.finalResponseHeadersStart),
    responseStart: round(page.responseStart),
    loadEventStart: round(page.loadEventStart),
  };

  const rows = resources.map((resource) => {
    const row = document.createElement('tr');
    row.append(...[
      resource.path, resource.initiatorType, resource.askedAfterMs ?? '?', resource.startTime, resource.responseEnd,
    ].map((text) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      return cell;
    }));
    return row;
  });
  document.querySelector('#resources').replaceChildren(...rows);
  document.querySelector('#navigation').replaceChildren(...Object.entries(navigation).flatMap(([name, value]) => {
    const term = document.createElement('dt');
    term.textContent = name;
    const description = document.createElement('dd');
    description.textContent = value ?? 'not told by this browser';
    return [term, description];
  }));
  const early = resources.filter((resource) => resource.initiatorType === 'early-hints');
  document.querySelector('#verdict').textContent = early.length > 0
    ? early.length + ' of ' + resources.length + ' files were loaded because of the hints, asked for '
      + early.map((resource) => resource.askedAfterMs + ' ms').join(' and ') + ' after the page was.'
    : 'No file was loaded because of a hint.';

  const op = new URLSearchParams(location.search).get('op');
  await fetch('/early-hints/report' + (op === null ? '' : '?op=' + encodeURIComponent(op)), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ navigation, resources }),
  });
  document.body.dataset.reported = 'true';
}));
`;

const hijack = `// Opens a WebSocket on another origin, with whatever cookie the browser sends along, and tells what came of it.
const { address } = document.body.dataset;
const verdict = document.querySelector('#verdict');
const tell = (outcome, text) => {
  document.body.dataset.outcome ??= outcome;
  if (document.body.dataset.outcome === outcome) verdict.textContent = text;
};
const socket = new WebSocket(address);
socket.onmessage = ({ data }) => {
  if (JSON.parse(data).type !== 'authorized') return;
  tell('hijacked', 'It worked: the server took this page for you.');
  socket.close();
};
socket.onclose = ({ code }) => tell(
  code === 4001 ? 'no-cookie' : 'refused',
  code === 4001
    ? 'It opened, and was closed with 4001: no valid cookie came along. Log in on that origin first (POST /auth/login).'
    : 'It was refused with ' + code + '. A page is told no more than that; the status 403 is on the wire.',
);
`;

const pushed = `This text was not asked for. The server promised it with PUSH_PROMISE and sent it on a stream of its own.
`;

export const ASSETS = {
  'early-hints.css': { type: 'text/css; charset=utf-8', content: css },
  'early-hints.js': { type: 'text/javascript; charset=utf-8', content: script },
  'hijack.js': { type: 'text/javascript; charset=utf-8', content: hijack },
  'pushed.txt': { type: 'text/plain; charset=utf-8', content: pushed },
} as const satisfies Readonly<Record<string, Asset>>;
