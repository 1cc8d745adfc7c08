import type { Settings, ServerHttp2Session } from 'node:http2';
import type { LabSettings } from '../../contract/settings.ts';
import type { LiveSettings } from '../context.ts';

type Announced = Pick<
  Settings,
  'headerTableSize' | 'maxConcurrentStreams' | 'initialWindowSize' | 'maxFrameSize' | 'enableConnectProtocol'
>;

function announced(settings: LabSettings): Required<Announced> {
  return {
    headerTableSize: settings.headerTableSize,
    maxConcurrentStreams: settings.maxConcurrentStreams,
    initialWindowSize: settings.initialWindowSize,
    maxFrameSize: settings.maxFrameSize,
    enableConnectProtocol: settings.extendedConnect,
  };
}

/** In force without being announced (RFC 9113 §6.5.2, RFC 8441 §3). The number of streams has no limit then. */
const INITIAL: Announced = {
  headerTableSize: 4_096,
  initialWindowSize: 65_535,
  maxFrameSize: 16_384,
  enableConnectProtocol: false,
};

/** What of `wanted` is not in force with `before`; the rest is there as undefined, which takes back what was set before. */
function changesFrom(before: Announced, wanted: Announced): Settings {
  const names = Object.keys(wanted) as (keyof Announced)[];
  return Object.fromEntries(
    names.map((name) => [name, wanted[name] === before[name] ? undefined : wanted[name]]),
  );
}

/** What the first SETTINGS frame of a connection says: the switches that are not as the protocol has them anyway. */
export function firstSettings(settings: LabSettings): Settings {
  return changesFrom(INITIAL, announced(settings));
}

/**
 * Tells an open session of changed switches, with a SETTINGS frame of what is new. The next one waits until the client has
 * acknowledged the last (RFC 9113 §6.5.3): a client that never does is not sent an endless row of them.
 */
export function keepAnnouncing(session: ServerHttp2Session, settings: LiveSettings): void {
  let told: Announced = announced(settings.current);
  const tell = (): void => {
    if (session.closed || session.destroyed || session.pendingSettingsAck) return;
    const wanted: Announced = announced(settings.current);
    // Once announced as 1 it must not go back to 0 (RFC 8441 §3).
    if (told.enableConnectProtocol === true) wanted.enableConnectProtocol = true;
    const changes = changesFrom(told, wanted);
    if (Object.values(changes).every((value) => value === undefined)) return;
    told = wanted;
    session.settings(changes);
  };
  session.on('localSettings', tell);
  session.once('close', settings.onChange(tell));
}
