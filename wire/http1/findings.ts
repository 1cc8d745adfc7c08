import { createReporter, NO_DIAGNOSTICS, type Diagnostic } from '../diagnostic.ts';
import { HTTP1_DIAGNOSTICS, type Http1DiagnosticCode } from './diagnostics.ts';

/** Diagnostics of one frame; the last of them says that there were more. */
export const MAX_FRAME_DIAGNOSTICS = 64;

const diagnose = createReporter(HTTP1_DIAGNOSTICS);

/** Collects the diagnostics of one frame, up to `MAX_FRAME_DIAGNOSTICS`. */
export class Findings {
  #list: Diagnostic[] | undefined;

  report(code: Http1DiagnosticCode, start: number, end: number, detail?: string): void {
    const list = (this.#list ??= []);
    if (list.length < MAX_FRAME_DIAGNOSTICS - 1) list.push(diagnose(code, start, end, detail));
    else if (list.length < MAX_FRAME_DIAGNOSTICS) list.push(diagnose('http1/more-diagnostics', start, end));
  }

  /** In the order they were reported. The shared empty list when there are none. */
  get list(): readonly Diagnostic[] {
    return this.#list ?? NO_DIAGNOSTICS;
  }
}
