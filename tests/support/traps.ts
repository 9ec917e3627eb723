/** Servers that nothing may connect to, on addresses of this machine: what connects is counted by the trap's name. */
import { createServer, type Server } from 'node:net';
import { listen } from './minimal-target.ts';

/** An address of this machine that no test's allow-list has. */
export const OUTSIDE = '127.9.9.9';

/** Traps that are set. */
export interface Traps<Name extends string> {
  /** Host and port of each. */
  at: Readonly<Record<Name, string>>;
  /** The names of the traps that something connected to, once for each connection; empty as a rule. */
  sprung: Name[];
  close(): void;
}

/** Sets a trap for each name, on a free port of its own. */
export async function setTraps<Name extends string>(names: readonly Name[], host = OUTSIDE): Promise<Traps<Name>> {
  const sprung: Name[] = [];
  const servers: Server[] = [];
  const set = async (name: Name) => {
    const server = createServer((socket) => {
      sprung.push(name);
      socket.on('error', () => undefined);
      socket.destroy();
    });
    servers.push(server);
    return [name, `${host}:${await listen(server, host)}`] as const;
  };
  const at = Object.fromEntries(await Promise.all(names.map(set))) as Record<Name, string>;
  return {
    at,
    sprung,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

/** The environment of a machine whose programs are told to go through `proxy`, in all its spellings. */
export function proxyEnvironment(proxy: string): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'FTP_PROXY'];
  const variables = names.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, `http://${proxy}`]);
  return { ...Object.fromEntries(variables), NO_PROXY: '', no_proxy: '' };
}
