"""A name of the deployment together with what the servers answered about it: its address type, and what is seen of it."""

from dataclasses import dataclass, field

FAMILY = {"A": 4, "AAAA": 6}


@dataclass
class Name:
    """An endpoint and what was answered about it."""

    fqdn: str
    roles: set
    declared: str
    configured: set
    answers: list = field(default_factory=list)  # (view, server, type, Answer)
    prefers: str = None  # ip-address-family

    def of(self, rtype):
        return [answer for _, _, asked, answer in self.answers if asked == rtype]

    def by_view(self):
        """The same name as each of its views shows it."""
        views = list(dict.fromkeys(view.name for view, _, _, _ in self.answers))
        return [self.within(view) for view in views]

    def within(self, view):
        return Name(self.fqdn, self.roles, self.declared, self.configured, [answer for answer in self.answers if answer[0].name == view])

    def addresses(self, rtype=None):
        return {address for _, _, asked, answer in self.answers for address in answer.addresses if rtype in (None, asked)}

    def families_there(self):
        return {number for rtype, number in FAMILY.items() if self.family_seen(rtype)}

    def family_seen(self, rtype):
        """True: there; False: some server said that it is not; None: nobody said anything."""
        answered = [answer for answer in self.of(rtype) if not answer.failed]
        return any(answer.addresses for answer in answered) if answered else None

    def family(self, rtype):
        """The same, where one failed lookup is enough for not knowing that a family is absent."""
        if any(answer.addresses for answer in self.of(rtype)):
            return True
        return None if not self.of(rtype) or any(answer.failed for answer in self.of(rtype)) else False

    @property
    def seen(self):
        return address_type(self.family_seen("A"), self.family_seen("AAAA"))

    @property
    def type(self):
        return address_type(self.family("A"), self.family("AAAA"))

    @property
    def statuses(self):
        return {answer.status for _, _, _, answer in self.answers}

    @property
    def exists(self):
        return any(answer.exists for _, _, _, answer in self.answers)


def address_type(ipv4, ipv6):
    if ipv4 and ipv6:
        return "dual-stack"
    if ipv4 is None or ipv6 is None:
        return "unknown"
    return "ipv4" if ipv4 else "ipv6" if ipv6 else "none"
