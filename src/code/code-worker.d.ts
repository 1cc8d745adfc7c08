/** The script of the worker that code runs in: made by server/build/code-worker.ts. */
declare module 'virtual:code-worker' {
  const script: string;
  export default script;
}
