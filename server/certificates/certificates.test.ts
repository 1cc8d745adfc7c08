import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAB_NAMES, loadCertificates } from './certificates.ts';

const DAY_MS = 86_400_000;

describe('loadCertificates', () => {
  let folder = '';
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'wire101-')), 'data');
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true }));

  it('makes a leaf for every name of the lab, signed by a CA that is constrained to this machine', async () => {
    const made = await loadCertificates(folder);
    const ca = new X509Certificate(made.ca);
    const leaf = new X509Certificate(made.certificate);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(ca.ca).toBe(true);
    for (const name of LAB_NAMES) expect(leaf.checkHost(name) ?? leaf.checkIP(name)).toBeDefined();
    expect(leaf.checkHost('example.com')).toBeUndefined();
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY_MS;
    expect(days).toBeLessThanOrEqual(397);
    expect(made.spkiHash).toMatch(/^[\w+/]{43}=$/);
  });

  it('gives the same certificates the second time', async () => {
    const first = await loadCertificates(folder);
    expect(await loadCertificates(folder)).toEqual(first);
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read the private keys', async () => {
    await loadCertificates(folder);
    expect((await stat(path.join(folder, 'certificates.json'))).mode & 0o777).toBe(0o600);
    expect(await readFile(path.join(folder, 'ca.pem'), 'utf8')).not.toContain('PRIVATE');
  });

  it('renews the leaf before it ends and keeps the CA', async () => {
    const first = await loadCertificates(folder);
    const later = await loadCertificates(folder, [], Date.now() + 380 * DAY_MS);
    expect(later.ca).toBe(first.ca);
    expect(later.spkiHash).not.toBe(first.spkiHash);
  });

  it('renews the CA when it would end before a new leaf', async () => {
    const first = await loadCertificates(folder);
    const later = await loadCertificates(folder, [], Date.now() + 3_300 * DAY_MS);
    expect(later.ca).not.toBe(first.ca);
  });

  it('makes a new leaf when a further name is asked for', async () => {
    await loadCertificates(folder);
    const more = await loadCertificates(folder, ['192.168.7.7']);
    expect(new X509Certificate(more.certificate).checkIP('192.168.7.7')).toBe('192.168.7.7');
  });

  it('makes new certificates when the kept file is damaged', async () => {
    const first = await loadCertificates(folder);
    await writeFile(path.join(folder, 'certificates.json'), '{"ca":');
    expect((await loadCertificates(folder)).ca).not.toBe(first.ca);
  });
});
