import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server that are open, at any time. */
export function openConnections(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}

/**
 * Says on each connection that nothing more comes, and waits until the clients close them, too, which they do when they
 * have read all; at most so long. What is written is not yet read: the system holds megabytes for a slow reader, and when a
 * container ends, its network goes, and they with it.
 */
export async function untilTaken(connections: ReadonlySet<Socket>, milliseconds: number): Promise<void> {
  const closed = [...connections].map(async (socket) => {
    socket.end();
    if (!socket.destroyed) await once(socket, 'close').catch(() => undefined);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([Promise.all(closed), late]);
  clearTimeout(timer);
}
