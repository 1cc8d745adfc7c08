import { expect, test } from 'vitest';
import { trustSteps } from './trust-steps.ts';

test('each browser is told the words of its own buttons', () => {
  expect(trustSteps('Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0')).toContain(
    'Accept the Risk',
  );
  expect(
    trustSteps('Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36'),
  ).toContain('Proceed to');
  expect(trustSteps('Mozilla/5.0 (Macintosh) AppleWebKit/605.1 Version/26.0 Safari/605.1')).toContain(
    'Show Details',
  );
  expect(trustSteps('Lynx')).toContain('accept the certificate');
});
