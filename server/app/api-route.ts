import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OriginAddresses } from '../../contract/origin.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { TimerCounts } from '../context.ts';
import type { Service } from '../listen/service.ts';
import type { Proxy } from '../proxy/proxy.ts';
import type { SettingsStore } from '../settings.ts';
import type { Connections } from '../tap/connections.ts';
import type { Watched } from '../watched.ts';

export interface ApiContext {
  readonly version: string;
  readonly origins: OriginAddresses;
  /** The CA certificate, PEM. */
  readonly ca: string;
  readonly recorder: Recorder;
  readonly proxy: Pick<Proxy, 'state' | 'ready'>;
  readonly settings: SettingsStore;
  readonly service: Pick<Service, 'restart' | 'crash' | 'down'>;
  readonly connections: Connections;
  readonly timers: Watched<TimerCounts>;
}

export interface ApiRoute {
  readonly method: string;
  readonly path: string;
  /** One sentence for the list of what there is. */
  readonly explain: string;
  handle(request: IncomingMessage, response: ServerResponse, context: ApiContext): void | Promise<void>;
}
