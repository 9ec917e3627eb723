/** Ctrl-C during a series: the first ends the run under way and then the series, the second ends at once. */
import { EXIT } from '../../contract/errors.ts';
import type { Context } from '../context.ts';
import { type Interruption, listenForInterruption } from '../run/interruption.ts';

/** What `work` comes to; it is told of Ctrl-C. Stops listening whatever happens. */
export async function whileInterruptible<T>(
  { signals, exitNow }: Pick<Context, 'signals' | 'exitNow'>,
  work: (interruption: Interruption) => Promise<T>,
): Promise<T> {
  // The run under way listens too, and at the second Ctrl-C ends k6: it is given its turn.
  const interruption = listenForInterruption(signals, () => setImmediate(() => exitNow(EXIT.interrupted)));
  try {
    return await work(interruption);
  } finally {
    interruption.dispose();
  }
}
