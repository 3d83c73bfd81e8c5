import type hoodiecrow from 'hoodiecrow-imap';

/*
 * Two commands of hoodiecrow-imap that the sandbox answers itself.
 */

function answer(
  connection: hoodiecrow.Connection,
  command: hoodiecrow.Command,
  data: string,
  result: 'OK' | 'NO' | 'BAD',
  text: string,
): void {
  connection.send(
    { tag: command.tag, command: result, attributes: [{ type: 'TEXT', value: text }] },
    `${command.command} ${result}`,
    command,
    data,
  );
}

/**
 * IDLE. The library's own keeps a half-hour timer that holds the process open after the client has
 * gone, and goes on sending notifications between commands after DONE.
 */
export function idle(server: hoodiecrow.ImapServer): void {
  server.registerCapability('IDLE');
  server.setCommandHandler('IDLE', (connection, command, data, done) => {
    if (connection.state === 'Not Authenticated') {
      answer(connection, command, data, 'NO', 'Log in first');
      return done();
    }
    connection.inputHandler = (line) => {
      connection.inputHandler = false;
      connection.directNotifications = false;
      const ended = line.trim().toUpperCase() === 'DONE';
      answer(
        connection,
        command,
        data,
        ended ? 'OK' : 'BAD',
        ended ? 'IDLE ended' : 'Expected DONE',
      );
    };
    connection.directNotifications = true;
    connection.socket?.write('+ idling\r\n');
    connection.processNotifications();
    done();
  });
}

/**
 * LOGIN and AUTHENTICATE PLAIN for several accounts behind one port. The library knows users but gives
 * them all one mailbox, so `open` hands the connection over to the account's own store.
 */
export function logIn(
  open: (connection: hoodiecrow.Connection, user: string, password: string) => boolean,
): (server: hoodiecrow.ImapServer) => void {
  const attempt = (
    connection: hoodiecrow.Connection,
    command: hoodiecrow.Command,
    data: string,
    user: string,
    password: string,
  ): void => {
    if (connection.state !== 'Not Authenticated') {
      answer(connection, command, data, 'BAD', 'Already logged in');
    } else if (open(connection, user, password)) {
      connection.state = 'Authenticated';
      answer(connection, command, data, 'OK', 'Logged in');
    } else {
      answer(connection, command, data, 'NO', '[AUTHENTICATIONFAILED] Wrong user or password');
    }
  };
  const attemptPlain = (
    connection: hoodiecrow.Connection,
    command: hoodiecrow.Command,
    data: string,
    token: string,
  ): void => {
    const [, user = '', password = ''] = Buffer.from(token, 'base64').toString('utf8').split('\0');
    attempt(connection, command, data, user, password);
  };
  return (server) => {
    const anonymous = (connection: hoodiecrow.Connection): boolean =>
      connection.state === 'Not Authenticated';
    server.registerCapability('AUTH=PLAIN', anonymous);
    server.registerCapability('SASL-IR', anonymous);
    server.setCommandHandler('LOGIN', (connection, command, data, done) => {
      const [user, password] = command.attributes ?? [];
      if (user === undefined || password === undefined) {
        answer(connection, command, data, 'BAD', 'LOGIN takes a user and a password');
      } else {
        attempt(connection, command, data, user.value, password.value);
      }
      done();
    });
    server.setCommandHandler('AUTHENTICATE PLAIN', (connection, command, data, done) => {
      const initial = command.attributes?.[0];
      if (initial !== undefined) {
        attemptPlain(connection, command, data, initial.value);
        return done();
      }
      connection.inputHandler = (line) => {
        connection.inputHandler = false;
        attemptPlain(connection, command, data, line.trim());
      };
      connection.socket?.write('+ \r\n');
      done();
    });
  };
}
