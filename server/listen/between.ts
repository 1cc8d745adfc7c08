import { PORT_OFFSETS, type OriginAddresses } from '../../contract/origin.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { LabCertificates } from '../certificates/certificates.ts';
import type { Clock, LiveSettings } from '../context.ts';
import type { Proxy } from '../proxy/proxy.ts';
import { startUpstream } from '../relay/upstream.ts';
import { leadsHome, type UpstreamAddress } from '../relay/upstream-address.ts';
import { SetupError } from '../setup-error.ts';
import type { Connections } from '../tap/connections.ts';
import type { Tap } from '../tap/tap.ts';
import { MAX_CONNECTIONS } from '../limits.ts';
import { answerFull, Listener } from './bind.ts';

/** The ports of what stands between a client and a server. */
export interface BetweenListeners {
  /** Where clients reach the proxy, and where the proxy reaches the lab's server. */
  readonly proxy: Listener;
  readonly proxyServer: Listener;
  /** Where clients reach the user's server; undefined when none was named. */
  readonly upstream: Listener | undefined;
}

/** Opens the ports. `bind` opens the one so far from the application's. Rejects with SetupError. */
export async function bindBetween(
  bind: (offset: number) => Promise<Listener>,
  upstream: UpstreamAddress | undefined,
): Promise<BetweenListeners> {
  const proxy = await bind(PORT_OFFSETS.proxy);
  const proxyServer = await Listener.bind(0, '127.0.0.1');
  const listener = upstream && (await bind(PORT_OFFSETS.upstream));
  if (upstream && listener && leadsHome(upstream, listener.port)) {
    throw new SetupError(
      `--upstream ${upstream.origin} names the relay itself. Name the address of your own server.`,
    );
  }
  return { proxy, proxyServer, upstream: listener };
}

/** The addresses of both legs of each. */
export function addressesBetween(
  { proxy, proxyServer, upstream: listener }: BetweenListeners,
  host: string,
  upstream: UpstreamAddress | undefined,
): Partial<OriginAddresses> {
  return {
    proxy: `http://${host}:${proxy.port}`,
    'proxy-server': `http://127.0.0.1:${proxyServer.port}`,
    ...(upstream && listener
      ? {
          upstream: `${upstream.secure ? 'https' : 'http'}://${host}:${listener.port}`,
          'upstream-server': upstream.origin,
        }
      : {}),
  };
}

export interface BetweenOptions {
  readonly listeners: BetweenListeners;
  readonly upstream: UpstreamAddress | undefined;
  readonly proxy: Proxy;
  readonly certificates: LabCertificates;
  readonly settings: LiveSettings;
  readonly connections: Connections;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Where the proxy's requests to the lab's server go. */
  readonly serve: (tap: Tap) => void;
}

/** Lets connections in, to the proxy and to the relay. */
export function startBetween(options: BetweenOptions): void {
  const { listeners, proxy, upstream, connections } = options;
  listeners.proxy.start(
    (socket) => {
      const connection = connections.accept('proxy', socket);
      if (!connections.refuses(connection)) proxy.take(connection.tapOn(socket));
    },
    MAX_CONNECTIONS,
    answerFull,
  );
  listeners.proxyServer.start(
    (socket) => {
      const connection = connections.accept('proxy-server', socket);
      if (!connections.refuses(connection)) options.serve(connection.tapOn(socket));
    },
    MAX_CONNECTIONS,
    answerFull,
  );
  if (upstream && listeners.upstream) {
    startUpstream({ ...options, address: upstream, listener: listeners.upstream });
  }
}
