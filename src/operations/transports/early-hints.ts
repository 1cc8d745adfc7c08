import type { BrowserTransport } from '../transport.ts';

/**
 * Opens the page /early-hints in a tab of its own: browsers act on 103 (RFC 8297 §2) for top-level navigations only. That
 * page reports its own timings back to the lab.
 */
export const earlyHintsTransport: BrowserTransport = {
  path: '/early-hints',
  start({ url, report }) {
    const tab = window.open(url, '_blank');
    if (!tab) {
      report('error', { detail: 'The browser kept the tab from opening. Allow pop-ups for this page.' });
      report('closed', { detail: 'no tab was opened' });
    }
    return {
      close: () => {
        tab?.close();
        report('closed', { detail: 'the tab was closed' });
      },
    };
  },
};
