import net, { type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { requireService, ServiceUnavailable } from './harness/service.js';

it('accepts a server that answers, and names one that does not', async () => {
  const server = net.createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(requireService('Probe', port)).resolves.toBeUndefined();
  await new Promise((resolve) => server.close(resolve));
  const missing = requireService('Probe', port);
  await expect(missing).rejects.toThrow(ServiceUnavailable);
  await expect(missing).rejects.toThrow(`Probe does not answer on 127.0.0.1:${port}`);
});
