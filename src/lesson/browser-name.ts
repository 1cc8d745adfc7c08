import type { BrowserName } from '../../contract/lesson.ts';

/**
 * Which family of browsers a User-Agent field names; undefined for others. Each names those before it, so that sites that
 * look for them work: the order matters.
 */
export function browserName(userAgent: string): BrowserName | undefined {
  if (/Firefox\//.test(userAgent)) return 'Firefox';
  if (/Chrom(?:e|ium)\//.test(userAgent)) return 'Chromium';
  if (/AppleWebKit\//.test(userAgent)) return 'WebKit';
  return undefined;
}
