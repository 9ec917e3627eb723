/**
 * A TCP proxy in front of a real server, for tests: it passes, it hangs, or it is away.
 */
import net from 'node:net';

/** A proxy on the loopback. */
export interface TcpProxy {
  port: number;
  /** Passes bytes both ways. */
  pass(): Promise<void>;
  /** Accepts and then says nothing, for the connections there are and for new ones. */
  hang(): void;
  /** Cuts every connection and refuses new ones. */
  goAway(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy to a port of 127.0.0.1. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<net.Socket>();
  let hanging = false;
  let listening = false;
  const track = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = net.createServer((client) => {
    track(client);
    if (hanging) {
      client.resume();
      return;
    }
    const upstream = net.connect(targetPort, '127.0.0.1');
    track(upstream);
    const forward = (to: net.Socket) => (chunk: Buffer) => {
      if (!hanging) to.write(chunk);
    };
    client.on('data', forward(upstream));
    upstream.on('data', forward(client));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        listening = true;
        resolve();
      });
    });
  const goAway = async () => {
    for (const socket of sockets) socket.destroy();
    if (!listening) return;
    listening = false;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    async pass() {
      if (hanging) for (const socket of sockets) socket.destroy();
      hanging = false;
      if (!listening) await listen(port);
    },
    hang() {
      hanging = true;
    },
    goAway,
    close: goAway,
  };
}
