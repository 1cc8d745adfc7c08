import { parseArgs } from 'node:util';
import { decodeHpack } from './areas/decode-hpack.ts';
import { decodeHttp2 } from './areas/decode-http2.ts';
import { decodeSse } from './areas/decode-sse.ts';
import { decodeWebSocket } from './areas/decode-websocket.ts';
import { explain } from './areas/explain.ts';
import { heldPage } from './areas/held-page.ts';
import { heldBoth, heldSse, heldWebSocket } from './areas/held.ts';
import { live } from './areas/live.ts';
import { memory } from './areas/memory.ts';
import { pageSize } from './areas/page-size.ts';
import { stageAt100k, stageAt1m } from './areas/stage.ts';
import { startTime } from './areas/start-time.ts';
import { tapHttp1, tapHttp2, tapLatency, tapWebSocket } from './areas/tap.ts';
import { Unmeasurable, type Area, type Figure } from './figure.ts';

const AREAS: readonly Area[] = [
  decodeHttp2,
  decodeWebSocket,
  decodeHpack,
  decodeSse,
  explain,
  memory,
  tapHttp1,
  tapHttp2,
  tapWebSocket,
  tapLatency,
  heldSse,
  heldWebSocket,
  heldBoth,
  heldPage,
  startTime,
  pageSize,
  stageAt100k,
  stageAt1m,
  live,
];

const HELP = `npm run bench -- [--json] [name…]

Measures the figures below, each beside its peer in the same run. A name may be an area ("decode") or a figure.
  ${AREAS.flatMap((area) => area.names).join('\n  ')}`;

function wanted(area: Area, names: readonly string[]): boolean {
  return (
    names.length === 0 ||
    area.names.some((name) => names.some((want) => name === want || name.startsWith(`${want}.`)))
  );
}

const isOver = ({ value, limit }: Figure): boolean => limit !== undefined && value > limit;

function line(name: string, result: Figure): string {
  const shown = (value: number) =>
    value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 });
  const peer = result.peer ? `${result.peer.name} ${shown(result.peer.value)}` : '';
  const ratio = result.ratio === undefined ? '' : `${result.ratio.toFixed(2)} ×`;
  const limit =
    result.limit === undefined ? '' : `${isOver(result) ? 'OVER' : 'within'} ${shown(result.limit)}`;
  const spread = `${result.runs} runs, spread ${(result.spread * 100).toFixed(0)} %`;
  return [
    name.padEnd(32),
    shown(result.value).padStart(12),
    result.unit.padEnd(12),
    ratio.padStart(9),
    peer.padEnd(28),
    limit.padEnd(14),
    spread,
  ].join('  ');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const areas = AREAS.filter((area) => wanted(area, positionals));
  if (areas.length === 0) {
    console.error(`No figure is named ${positionals.join(' ')}. npm run bench -- --help lists them.`);
    return 1;
  }
  const results: Record<string, Figure> = {};
  let missing = 0;
  for (const area of areas) {
    try {
      const measured = Object.entries(await area.measure());
      for (const [name, result] of measured) {
        if (!Number.isFinite(result.value)) throw new Unmeasurable(`${name} came out as ${result.value}.`);
        results[name] = result;
        if (!values.json) console.log(line(name, result));
      }
    } catch (error) {
      if (!(error instanceof Unmeasurable)) throw error;
      missing += 1;
      console.error(`${area.names.join(', ')}: not measured. ${error.message}`);
    }
  }
  if (values.json) console.log(JSON.stringify(results));
  return missing > 0 ? 1 : 0;
}

process.exitCode = await main();
