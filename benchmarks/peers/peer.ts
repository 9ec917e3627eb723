/** What a load generator in the comparison has to say for itself; every peer implements it in a file of its own. */
import type { Measured } from '../../contract/measured.ts';
import type { Command } from '../ladder/pinned-process.ts';
import type { Load } from '../ladder/server-figures.ts';

/** What is needed to put something into the cache. */
export interface InstallContext {
  cacheDir: string;
  log: (line: string) => void;
}

/** One run of a peer: its own empty folder, and the server it loads. */
export interface PeerRun {
  load: Load;
  serverUrl: string;
  folder: string;
}

/** What a tool reports: of plain requests the latency, of streams the first token. */
export interface Reported {
  p95Ms: Measured<number>;
  /** Requests or streams that the tool itself counts as failed. */
  failed: number;
}

/** A peer that is ready to run. */
export interface InstalledPeer {
  /** As the tool, or the registry it came from, names it. */
  version: string;
  /** The command line, or why the tool cannot do this. */
  command: (run: PeerRun) => Measured<Command>;
  /** Reads what the tool reported; `loadWindow` is when the server saw starts. */
  reported: (run: PeerRun, loadWindow: { fromMs: number; toMs: number }) => Promise<Reported>;
}

/** A load generator. */
export interface Peer {
  /** For --only. */
  id: string;
  title: string;
  /** Gets the tool into the cache. Whatever it throws becomes the reason why it is not measured. */
  install: (context: InstallContext) => Promise<InstalledPeer>;
}
