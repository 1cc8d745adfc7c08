/*
 * @peculiar/x509 uses tsyringe, which asks for the reflect-metadata polyfill but, for the classes registered here,
 * only ever looks up metadata that nobody defined. These three functions are what it calls.
 */
type MetadataHost = typeof Reflect & {
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
};

/** Puts the functions in place, unless there are some. To be called before @peculiar/x509 is loaded. */
export function provideReflectMetadata(): void {
  const host = Reflect as MetadataHost;
  if (host.getMetadata !== undefined) return;
  const tables = new WeakMap<object, Map<unknown, unknown>>();
  const getOwn = (key: unknown, target: object): unknown => tables.get(target)?.get(key);
  host.getMetadata = getOwn;
  host.getOwnMetadata = getOwn;
  host.defineMetadata = (key, value, target) => {
    tables.set(target, (tables.get(target) ?? new Map<unknown, unknown>()).set(key, value));
  };
}
