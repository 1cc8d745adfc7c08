import type { Http2ClientSettings } from '../../contract/http2-client.ts';
import type { METHODS, OpenOptions } from '../../contract/lesson-actions/open.ts';
import type { Client, Transport } from '../../contract/operations.ts';
import type { ClientOriginId } from '../../contract/origin.ts';

/** What is opened: the choices of the control deck that decide what a request can say. */
export interface Choices {
  readonly client: Client;
  readonly transport: Transport;
  readonly origin: ClientOriginId;
}

/** Only its own HTTP/2 connection, straight to the lab, begins with the SETTINGS of the Node client. */
export const takesSettings = ({ client, origin }: Choices): boolean =>
  client === 'node' && origin === 'http2';
/** Whether the page says the method and the content: the Node client asks with GET. */
export const takesMethod = ({ client, transport }: Choices): boolean =>
  client === 'browser' && transport === 'fetch';
export const takesProtocols = ({ client, transport }: Choices): boolean =>
  client === 'browser' && transport === 'websocket';

/** What is asked beyond the choices of the control deck. Kept while the page lives. */
class Asked {
  /** Path and query by transport, where they are not the usual ones. */
  readonly paths = $state<Partial<Record<Transport, string>>>({});
  method = $state<(typeof METHODS)[number]>('GET');
  body = $state('');
  /** Subprotocols of a WebSocket, with commas between them. */
  protocols = $state('');
  http2 = $state<Http2ClientSettings>({});

  /** What of it applies, as Operations takes it. */
  optionsFor(choices: Choices): OpenOptions & { http2?: Http2ClientSettings } {
    const path = this.paths[choices.transport];
    const protocols = this.protocols
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    return {
      ...(path !== undefined && { path }),
      ...(takesMethod(choices) && this.method !== 'GET' && { method: this.method }),
      ...(takesMethod(choices) && this.method === 'POST' && { body: this.body }),
      ...(takesProtocols(choices) && protocols.length > 0 && { protocols }),
      ...(takesSettings(choices) && Object.keys(this.http2).length > 0 && { http2: { ...this.http2 } }),
    };
  }

  /** Back to what is usual, for one transport. */
  reset(transport: Transport): void {
    delete this.paths[transport];
    this.method = 'GET';
    this.body = '';
    this.protocols = '';
    this.http2 = {};
  }
}

export const asked = new Asked();
