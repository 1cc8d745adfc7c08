import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLab } from '../../server/lab.ts';
import { createUntapped } from './untapped.ts';

/** A lab, and the same endpoints on bare Node servers without tap and recorder. */
export interface Twins {
  readonly tapped: { readonly http1: string; readonly http2: string };
  readonly bare: { readonly http1: string; readonly http2: string };
  close(): Promise<void>;
}

export async function startTwins(): Promise<Twins> {
  const folder = await mkdtemp(join(tmpdir(), 'wire101-bench-'));
  const lab = await createLab({ basePort: 0, dataFolder: folder });
  const bare = await createUntapped(folder);
  /* Load generators differ in which address of localhost they try first. */
  const onIpv4 = (origin: string): string => origin.replace('localhost', '127.0.0.1');
  return {
    tapped: { http1: onIpv4(lab.addresses.http1), http2: onIpv4(lab.addresses.http2) },
    bare,
    async close() {
      await bare.close();
      await lab.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
