/**
 * Stands between a collector and its source, for tests of sources that are no server.
 */

/** A source that can be disturbed. */
export interface Gate {
  /** Does `work` now, when the source is back, or rejects. */
  through<T>(work: () => Promise<T>): Promise<T>;
  hang(): void;
  goAway(): void;
  comeBack(): void;
}

/** A gate that stands open. */
export function createGate(): Gate {
  let mode: 'open' | 'hanging' | 'away' = 'open';
  let waiting: (() => void)[] = [];
  return {
    async through(work) {
      if (mode === 'away') throw new Error('the source is away');
      if (mode === 'hanging') {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
      return work();
    },
    hang() {
      mode = 'hanging';
    },
    goAway() {
      mode = 'away';
    },
    comeBack() {
      mode = 'open';
      for (const go of waiting) go();
      waiting = [];
    },
  };
}
