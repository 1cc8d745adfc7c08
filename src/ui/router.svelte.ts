import { parseRoute, type Route } from './parse-route.ts';

class Router {
  #route = $state.raw(parseRoute(globalThis.location?.hash ?? ''));

  constructor() {
    globalThis.addEventListener?.('hashchange', () => {
      this.#route = parseRoute(location.hash);
    });
  }

  /** Reactive. */
  get route(): Route {
    return this.#route;
  }
}

export const router = new Router();
