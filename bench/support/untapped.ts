import { createServer as createHttp1Server } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import type { LabSettingsPatch } from '../../contract/settings.ts';
import { loadCertificates } from '../../server/certificates/certificates.ts';
import { createClock } from '../../server/clock.ts';
import type { EndpointContext, Endpoints } from '../../server/context.ts';
import { createEndpoints as createLabEndpoints } from '../../server/endpoints/app.ts';
import { createMemoryLog } from '../../server/log/memory-log.ts';
import { SettingsStore } from '../../server/settings.ts';

export interface Untapped {
  readonly http1: string;
  readonly http2: string;
  close(): Promise<void>;
}

/** The same endpoints as a lab's on bare node:http and node:http2: no tap, no recording. */
export async function createUntapped(
  dataFolder: string,
  createEndpoints: (context: EndpointContext) => Endpoints = createLabEndpoints,
  settings: LabSettingsPatch = {},
): Promise<Untapped> {
  const { certificate, key } = await loadCertificates(dataFolder);
  const endpoints = createEndpoints({
    settings: new SettingsStore(settings),
    log: createMemoryLog(),
    clock: createClock(),
    origins: { http1: '', http2: '', http1tls: '' },
    // As many as a lab has, so that the responses are as long.
    appOrigins: [...['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:5100`), 'null'],
  });
  const http1 = createHttp1Server(endpoints.http1);
  http1.on('upgrade', (request, socket, head) => endpoints.onUpgrade(request, socket, head));
  const http2 = createSecureServer(
    { cert: certificate, key, settings: { enableConnectProtocol: true } },
    endpoints.http2,
  );
  http2.on('connect', (request: Http2ServerRequest, response: Http2ServerResponse) =>
    endpoints.onConnect(request, response),
  );
  return {
    http1: `http://127.0.0.1:${await listen(http1)}`,
    http2: `https://127.0.0.1:${await listen(http2)}`,
    async close() {
      await endpoints.close();
      http1.close();
      http1.closeAllConnections();
      http2.close();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
