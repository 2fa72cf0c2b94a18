"""A BIND server on loopback that accepts dynamic updates; it runs during a `with` block."""

import json

from process import run
from server import Knot, Server, find_program


class Bind(Server):
    """ZONES is {name: text}; a text without an SOA record gets one and a name server."""

    options = ""  # more of them

    def update(self, script):
        """Runs nsupdate with the script against this server; returns its exit code and output."""
        done = run(find_program("nsupdate"), input=f"server 127.0.0.1 {self.port}\n{script}", text=True)
        return done.returncode, done.stdout + done.stderr

    def transfer(self, zone):
        """All of a zone as the text of a zone file."""
        return run(find_program("dig"), "@127.0.0.1", "-p", self.port, zone, "AXFR", "+onesoa", "+noall", "+answer", text=True, check=True).stdout

    def configure(self):
        folder = json.dumps(str(self.folder))
        lines = [
            f"options {{ directory {folder}; listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no;",
            f'  pid-file "named.pid"; session-keyfile "session.key"; server-id "{self.token}"; notify no; dnssec-validation no;',
            '  managed-keys-directory "."; max-journal-size 1m; minimal-responses no; check-names primary ignore;',
            f"  {self.options} }};",
            "controls { };",
        ]
        for number, (zone, text) in enumerate(self.zones.items()):
            if " SOA " not in text:
                text = Knot.HEAD.format(zone=zone) + text
            (self.folder / f"{number}.zone").write_text(text)
            lines.append(f'zone "{zone}" {{ type primary; file "{number}.zone"; allow-update {{ 127.0.0.1; }}; allow-transfer {{ 127.0.0.1; }}; check-names ignore; }};')
        (self.folder / "named.conf").write_text("\n".join(lines) + "\n")
        return find_program("named"), "-g", "-n", "1", "-c", self.folder / "named.conf"
