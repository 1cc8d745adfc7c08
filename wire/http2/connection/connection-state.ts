import { FRAME_TYPES, type FrameContent } from '../frame.ts';
import { parseSettings, windowIncrement, type Setting } from '../payload.ts';
import { SETTINGS } from '../settings.ts';
import type { StreamActor } from '../stream-state.ts';
import type { ConnectionDiagnosticCode } from './diagnostics.ts';
import { SenderWindows } from './flow-control.ts';
import { SettingsExchange } from './settings-exchange.ts';
import { StreamTable } from './stream-table.ts';

/** What this needs of a frame. Only SETTINGS, WINDOW_UPDATE and PUSH_PROMISE need their payload. */
export interface StateFrame extends FrameContent {
  readonly streamId: number;
}

type Report = (code: ConnectionDiagnosticCode, detail?: string) => void;
const ignore: Report = () => undefined;

/**
 * Streams, windows and settings of one HTTP/2 connection after each of its frames (RFC 9113 §5.1, §6.5.3, §6.9). It is
 * given the frames of both directions in the order in which an observer beside the server saw them.
 */
export class ConnectionState {
  readonly streams = new StreamTable();
  /** By sender of DATA. */
  readonly windows: Readonly<Record<StreamActor, SenderWindows>> = {
    client: new SenderWindows(),
    server: new SenderWindows(),
  };
  /** Whether the server has offered extended CONNECT (RFC 8441 §3). */
  extendedConnect = false;
  readonly #settings = new SettingsExchange();
  #pushAllowed = true;

  /** Takes the next frame. Returns the settings that bind its sender from here on; none for most frames. */
  apply(actor: StreamActor, frame: StateFrame, report: Report = ignore): readonly Setting[] {
    const { typeCode, streamId } = frame;
    if (typeCode === FRAME_TYPES.SETTINGS) return this.#applySettings(actor, frame, report);
    if (typeCode === FRAME_TYPES.PUSH_PROMISE && actor === 'server' && !this.#pushAllowed) {
      report('http2/push-disabled');
    }
    const before = this.streams.state(streamId);
    const isLive = before !== 'idle' && before !== 'closed';
    const fault = this.streams.apply(actor, frame);
    if (fault) report(fault.code, fault.detail);
    if (typeCode === FRAME_TYPES.DATA) this.#applyData(actor, frame, isLive, report);
    else if (typeCode === FRAME_TYPES.WINDOW_UPDATE && (isLive || streamId === 0))
      this.#applyUpdate(actor, frame, report);
    if (isLive && this.streams.state(streamId) === 'closed') {
      this.windows.client.forget(streamId);
      this.windows.server.forget(streamId);
    }
    return [];
  }

  #applyData(actor: StreamActor, { streamId, length }: StateFrame, isLive: boolean, report: Report): void {
    const windows = this.windows[actor];
    const broken = windows.data(streamId, length, isLive);
    if (!broken) return;
    const left = broken === 'connection' ? windows.connection : windows.stream(streamId);
    report('http2/window-exceeded', `The window of the ${broken} had ${left + length} bytes left.`);
  }

  #applyUpdate(actor: StreamActor, frame: StateFrame, report: Report): void {
    const { streamId } = frame;
    const windows = this.windows[actor === 'client' ? 'server' : 'client'];
    const broken = windows.update(streamId, windowIncrement(frame));
    if (!broken) return;
    const size = broken === 'connection' ? windows.connection : windows.stream(streamId);
    report('http2/window-overflow', `The window of the ${broken} would be ${size}.`);
  }

  #applySettings(actor: StreamActor, frame: StateFrame, report: Report): readonly Setting[] {
    const bound = this.#settings.apply(actor, frame);
    if (bound.length === 0) {
      /* A client may use extended CONNECT as soon as it has the setting; it does not wait for its own ACK. */
      if (actor === 'server' && !this.extendedConnect) {
        this.extendedConnect = parseSettings(frame.payload).some(
          ({ id, value }) => id === SETTINGS.ENABLE_CONNECT_PROTOCOL && value === 1,
        );
      }
      return bound;
    }
    for (const { id, value } of bound) {
      if (id === SETTINGS.INITIAL_WINDOW_SIZE) {
        const grown = this.windows[actor].setInitial(value);
        if (grown !== undefined) report('http2/initial-window-overflow', `It is stream ${grown}.`);
      } else if (id === SETTINGS.MAX_CONCURRENT_STREAMS) this.streams.limit[actor] = value;
      else if (id === SETTINGS.ENABLE_PUSH && actor === 'server') this.#pushAllowed = value !== 0;
    }
    return bound;
  }
}
