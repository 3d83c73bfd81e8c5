import type { RunAs } from './runner.js';
import { userAndGroup } from './runner.js';

export interface DovecotLayout {
  readonly dir: string;
  readonly imap: number;
  readonly imaps: number;
  readonly lmtp: number;
  readonly tls: boolean;
  readonly folders: readonly string[];
  readonly runAs: RunAs | undefined;
}

const SPECIAL_USE: Readonly<Record<string, string>> = {
  Sent: '\\Sent',
  Drafts: '\\Drafts',
  Trash: '\\Trash',
};

function folder(name: string): string {
  const use = SPECIAL_USE[name];
  const flag = use === undefined ? '' : `\n    special_use = ${use}`;
  return `  mailbox "${name}" {\n    auto = create${flag}\n  }`;
}

/**
 * dovecot.conf (2.3) for a server that lives in one folder and runs as one ordinary user: every
 * service is that user and nothing is chrooted, so that root is needed nowhere.
 */
export function dovecotConfig(layout: DovecotLayout): string {
  const { user, group } = userAndGroup(layout.runAs);
  const { dir } = layout;
  const ssl = layout.tls
    ? `ssl = yes\nssl_cert = <${dir}/cert.pem\nssl_key = <${dir}/key.pem`
    : 'ssl = no';
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
instance_name = caseconsultant-test
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
${ssl}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_chars =
# Wrong passwords are tested too; the usual two seconds of punishment only slow the tests.
auth_failure_delay = 0 secs
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
default_process_limit = 50
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
recipient_delimiter =
postmaster_address = postmaster@localhost
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%Lu ${dir}/users
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${dir}/mail/%Lu
}
namespace inbox {
  inbox = yes
  separator = /
${layout.folders.map(folder).join('\n')}
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  user = ${user}
  unix_listener auth-userdb {
    mode = 0600
  }
}
service auth-worker {
  user = ${user}
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = ${layout.imap}
  }
  inet_listener imaps {
    port = ${layout.tls ? layout.imaps : 0}
    ssl = yes
  }
}
service lmtp {
  user = ${user}
  inet_listener lmtp {
    port = ${layout.lmtp}
  }
}
service imap {
  process_limit = 50
}
`;
}
