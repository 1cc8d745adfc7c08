import { createHash, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Issued } from './issue.ts';

/*
 * One CA and one leaf, kept in one file of the data folder, so that no reader ever sees one without the other. The CA
 * certificate lies beside it as well, for people to install.
 */
const KEYS_FILE = 'certificates.json';
const CA_FILE = 'ca.pem';
const DAY_MS = 86_400_000;
/** A leaf is renewed this long before it ends. */
const RENEW_LEAF_MS = 30 * DAY_MS;
/** A CA must outlive every leaf that it signs. */
const RENEW_CA_MS = 398 * DAY_MS;

/** Chromium does not accept `*.localhost`, so each name for sharding is spelled out. */
const SHARDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
export const LAB_NAMES: readonly string[] = [
  'localhost',
  ...SHARDS.map((shard) => `${shard}.wire.localhost`),
  '127.0.0.1',
  '::1',
];

const issuedSchema = v.object({ certificate: v.string(), key: v.string() });
const keptSchema = v.object({ ca: issuedSchema, leaf: issuedSchema });

export interface LabCertificates {
  /** What a client has to trust: PEM. */
  readonly ca: string;
  /** What the TLS listeners show: leaf, then CA. */
  readonly certificate: string;
  readonly key: string;
  /** Base64 SHA-256 of the leaf's public key, as browsers pin it. */
  readonly spkiHash: string;
}

/**
 * The certificates kept in `folder`, made or renewed as needed. `extraNames` are further names or addresses that the
 * leaf must have. Rejects when the folder cannot be written.
 */
export async function loadCertificates(
  folder: string,
  extraNames: readonly string[] = [],
  nowMs: number = Date.now(),
): Promise<LabCertificates> {
  const names = [...LAB_NAMES, ...extraNames.filter((name) => !LAB_NAMES.includes(name))];
  const kept = await readKept(folder);
  const caIsGood = kept !== undefined && isGood(kept.ca, nowMs + RENEW_CA_MS);
  if (caIsGood && isGood(kept.leaf, nowMs + RENEW_LEAF_MS) && covers(kept.leaf, names)) return toLab(kept);

  // Loaded only when it is needed: it takes longer than everything else at start.
  const { issueAuthority, issueLeaf } = await import('./issue.ts');
  const ca = caIsGood ? kept.ca : await issueAuthority(nowMs);
  const made = { ca, leaf: await issueLeaf(ca, names, nowMs) };
  await keep(folder, made);
  return toLab(made);
}

async function readKept(folder: string): Promise<v.InferOutput<typeof keptSchema> | undefined> {
  try {
    return v.parse(keptSchema, JSON.parse(await readFile(path.join(folder, KEYS_FILE), 'utf8')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A file that is missing or damaged is made anew. One that may not be read is the user's to settle.
    if (code !== undefined && code !== 'ENOENT') throw error;
    return undefined;
  }
}

async function keep(folder: string, made: v.InferOutput<typeof keptSchema>): Promise<void> {
  await makeFolder(folder);
  const file = path.join(folder, KEYS_FILE);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify(made, null, 2), { mode: 0o600 });
  await chmod(unfinished, 0o600);
  await rename(unfinished, file);
  await writeFile(path.join(folder, CA_FILE), made.ca.certificate);
}

/** As `mkdir -p`. Node's own recursive mkdir never returns where a folder cannot be made and yet is missing (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const make = () => mkdir(folder, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || path.dirname(folder) === folder) throw error;
    await makeFolder(path.dirname(folder));
    await make();
  }
}

function isGood({ certificate }: Issued, untilMs: number): boolean {
  try {
    return Date.parse(new X509Certificate(certificate).validTo) > untilMs;
  } catch {
    return false;
  }
}

function covers({ certificate }: Issued, names: readonly string[]): boolean {
  const leaf = new X509Certificate(certificate);
  return names.every((name) => (leaf.checkHost(name) ?? leaf.checkIP(name)) !== undefined);
}

function toLab({ ca, leaf }: v.InferOutput<typeof keptSchema>): LabCertificates {
  const publicKey = new X509Certificate(leaf.certificate).publicKey.export({ type: 'spki', format: 'der' });
  return {
    ca: ca.certificate,
    certificate: `${leaf.certificate}\n${ca.certificate}`,
    key: leaf.key,
    spkiHash: createHash('sha256').update(publicKey).digest('base64'),
  };
}
