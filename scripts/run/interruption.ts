/**
 * Ctrl-C: the first asks everything to end well, the second ends at once.
 *
 * Children run in process groups of their own, so a terminal's Ctrl-C reaches only the command; what it started is
 * ended from here.
 */

/** The state of the user's wish to end. */
export interface Interruption {
  /** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP). */
  signal: AbortSignal;
  /** Runs at the second; the process ends right after. */
  onSecond(act: () => void): void;
  /** Stops listening. */
  dispose(): void;
}

/** The signals that mean "end, please". */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens to the signals of `target` (the process; an emitter in tests). `exit` ends it with 130. */
export function listenForInterruption(
  target: { on(name: string, act: () => void): unknown; off(name: string, act: () => void): unknown },
  exit: () => void,
): Interruption {
  const controller = new AbortController();
  const acts: (() => void)[] = [];
  const onSignal = () => {
    if (!controller.signal.aborted) {
      controller.abort();
      return;
    }
    for (const act of acts) act();
    exit();
  };
  for (const name of SIGNALS) target.on(name, onSignal);
  return {
    signal: controller.signal,
    onSecond: (act) => acts.push(act),
    dispose: () => {
      for (const name of SIGNALS) target.off(name, onSignal);
    },
  };
}
