import * as v from 'valibot';
import { frameQuerySchema } from '../../contract/frame-query.ts';
import { findFrame } from '../find-frame.ts';
import { originArg, textArg } from './args.ts';
import { defineCheck, met, notYet } from './check.ts';
import { whyCannotTell } from './reachable.ts';
import { moment, originName, sentence } from './words.ts';

const { layer, direction, header, path } = frameQuerySchema.entries;

/** A frame of a certain type crossed the wire. */
export const frameSeen = defineCheck({
  id: 'frame-seen',
  summary: 'A frame of a certain type crossed the wire, such as SETTINGS, GOAWAY, ping or chunk.',
  args: v.strictObject({
    origin: originArg,
    type: textArg('The frame’s type, as the frame list names it.'),
    layer: v.optional(v.pipe(layer.wrapped, v.description('Of which protocol. Left out: any.'))),
    direction: v.optional(v.pipe(direction.wrapped, v.description('Only this way. Left out: any.'))),
    header: v.optional(v.pipe(header.wrapped, v.description('A header field that its head must have.'))),
    path: v.optional(v.pipe(path.wrapped, v.description('What the path of its request begins with.'))),
  }),
  check(trace, query) {
    const frame = findFrame(trace, { ...query, which: 'newest' });
    if (frame !== undefined) {
      const { conn, t } = trace.frames.view(frame);
      return met(`${sentence(query.type)} on connection ${conn} at ${moment(t)}: ${trace.summary(frame)}.`, {
        frame,
      });
    }
    return (
      whyCannotTell(trace, query.origin) ??
      notYet(`No such ${query.type} has crossed ${originName(query.origin)} so far.`)
    );
  },
});
