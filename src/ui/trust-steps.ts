/** What to click, in this browser, to accept a certificate it does not know. `userAgent` is `navigator.userAgent`. */
export function trustSteps(userAgent: string): string {
  if (/Firefox\//.test(userAgent)) {
    return 'Open the address below, choose “Advanced…”, then “Accept the Risk and Continue”. Come back here.';
  }
  if (/Chrome\/|Chromium\//.test(userAgent)) {
    return 'Open the address below, choose “Advanced”, then “Proceed to localhost (unsafe)”. Come back here.';
  }
  if (/Safari\//.test(userAgent)) {
    return 'Open the address below, choose “Show Details”, then “visit this website”. Come back here.';
  }
  return 'Open the address below and accept the certificate. Come back here.';
}
