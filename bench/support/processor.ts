/** Runs `load`, which makes this process serve `requests` of them, and gives what one cost it, in µs of processor time. */
export async function costOf(
  load: () => Promise<number>,
): Promise<{ perSecond: number; processorUs: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const requests = await load();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: requests / seconds, processorUs: (user + system) / requests };
}
