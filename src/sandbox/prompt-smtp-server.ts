import { SMTPServer } from 'smtp-server';

/**
 * smtp-server holds each greeting back for 100 ms to catch clients that talk too soon. On loopback that
 * wait is longer than everything else together and would be measured as the product's own time, so the
 * connection is made ready at once and the later call of the timer finds nothing to do.
 */
export class PromptSmtpServer extends SMTPServer {
  override connect(...args: Parameters<SMTPServer['connect']>): void {
    const before = new Set(this.connections);
    super.connect(...args);
    for (const connection of this.connections) {
      if (before.has(connection)) continue;
      const ready = connection.connectionReady.bind(connection);
      connection.connectionReady = () => undefined;
      setImmediate(ready);
    }
  }
}
