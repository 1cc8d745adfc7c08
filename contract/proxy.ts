import * as v from 'valibot';

/** What stands behind the origin `proxy`: nginx where it is installed, otherwise a small proxy of the lab's own. */
export const proxyKindSchema = v.picklist(['nginx', 'own']);
export type ProxyKind = v.InferOutput<typeof proxyKindSchema>;

/** The proxy of a lab, as GET /api/proxy tells it. */
export const proxyStateSchema = v.object({
  kind: proxyKindSchema,
  /** `nginx 1.22.1`, or what the lab's own proxy is called. */
  name: v.string(),
  /** In one sentence: why it is this one, and in what it differs. */
  why: v.string(),
  /** The whole configuration that is in force, or will be for the next connection. Empty for the lab's own proxy. */
  configuration: v.string(),
  /** What it last complained of, newest last; empty when it has not. */
  trouble: v.array(v.string()),
});
export type ProxyState = v.InferOutput<typeof proxyStateSchema>;
