"""An Unbound resolver on loopback that synthesizes AAAA records (DNS64, RFC 6147) from the A records of another server."""

from server import Server, find_program

CONFIGURATION = """
server:
  interface: 127.0.0.1
  port: {port}
  do-daemonize: no
  use-syslog: no
  logfile: ""
  identity: "{token}"
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/pid"
  num-threads: 1
  do-ip6: no
  do-not-query-localhost: no
  module-config: "dns64 iterator"
  dns64-prefix: {prefix}
remote-control:
  control-enable: no
"""

STUB = """
stub-zone:
  name: "{zone}"
  stub-addr: {host}@{port}
  stub-prime: no
"""


class Unbound(Server):
    """Resolves ZONES at the Knot server BEHIND, with DNS64 of PREFIX, during a `with` block."""

    def __init__(self, behind, zones, prefix="64:ff9b::/96"):
        super().__init__(list(zones))
        self.behind, self.prefix = behind, prefix

    def configure(self):
        text = CONFIGURATION.format(port=self.port, folder=self.folder, prefix=self.prefix, token=self.token)
        text += "".join(STUB.format(zone=zone, host=self.behind.host, port=self.behind.port) for zone in self.zones)
        (self.folder / "unbound.conf").write_text(text)
        return find_program("unbound"), "-d", "-p", "-c", self.folder / "unbound.conf"
