/** What every verb is given: project folder, environment, terminal, clock. Only the entry point touches `process`. */
import type { Terminal } from './terminal/terminal.ts';

/** The surroundings of a command. */
export interface Context {
  /** The project's folder, absolute. */
  root: string;
  env: NodeJS.ProcessEnv;
  terminal: Terminal;
  /** Unix milliseconds. */
  nowMs(): number;
  /** Of this process, whose own memory and CPU are watched too. */
  processId: number;
  /** The signals of this process. */
  signals: { on(name: string, act: () => void): unknown; off(name: string, act: () => void): unknown };
  /** Ends the process at once. */
  exitNow(code: number): void;
  /** The command line as typed, to repeat it. */
  command: string;
}
