"""Reduces a case on which the program and the oracle differ to a small one that still differs in the same way."""

import copy

from dnsmodel import NODATA, Answer, Answers


def shrink(deployment, answers, still_differs, rounds=20):
    """STILL_DIFFERS(deployment, answers) is asked about ever smaller cases; returns the smallest found."""
    for _ in range(rounds):
        smaller = False
        for step in steps(deployment, answers):
            candidate = copy.deepcopy(deployment), Answers(dict(answers.said))
            if step(*candidate) is not False and still_differs(*candidate):
                deployment, answers = candidate
                smaller = True
        if not smaller:
            break
    return deployment, Answers({key: answer for key, answer in answers.said.items() if answer != NODATA or key[1] == "ipv4only.arpa"})


def steps(deployment, answers):
    """Functions that make a case smaller in place, or return False where there is nothing left to take away."""
    for name in ("client_networks", "remote_networks", "waivers", "features", "views"):
        for index in reversed(range(len(getattr(deployment, name)))):
            yield lambda d, a, name=name, index=index: drop(getattr(d, name), index)
    yield lambda d, a: d.severities.clear() if d.severities else False
    for section, entries in deployment.sections.items():
        for index in reversed(range(len(entries))):
            yield lambda d, a, section=section, index=index: drop(d.sections[section], index)
            for name in ("members", "external", "gateways"):
                for inner in reversed(range(len(getattr(entries[index], name)))):
                    yield lambda d, a, s=section, i=index, name=name, inner=inner: drop_inner(d, s, i, name, inner)
            for name in ("views", "declared", "edge_pool", "pstn_interface", "pstn_fqdn"):
                yield lambda d, a, s=section, i=index, name=name: clear(d, s, i, name)
    for view in range(len(deployment.views)):
        for index in reversed(range(len(deployment.views[view].servers))):
            yield lambda d, a, view=view, index=index: drop_server(d, view, index)
    for key, answer in answers.said.items():
        for simpler in simplified(answer):
            yield lambda d, a, key=key, simpler=simpler: a.said.__setitem__(key, simpler)


def simplified(answer):
    if answer != NODATA:
        yield NODATA
    if answer.aliases and not answer.status.startswith("ALIAS"):
        yield Answer(answer.status, answer.addresses, answer.aliases[:1] if len(answer.aliases) > 1 else ())
    if len(answer.addresses) > 1:
        for address in answer.addresses:
            yield Answer(answer.status, (address,), answer.aliases)


def drop(items, index):
    if index >= len(items):
        return False
    del items[index]
    return True


def drop_inner(deployment, section, index, name, inner):
    entries = deployment.sections[section]
    return drop(getattr(entries[index], name), inner) if index < len(entries) else False


def drop_server(deployment, view, index):
    if view >= len(deployment.views) or len(deployment.views[view].servers) < 2:
        return False
    return drop(deployment.views[view].servers, index)


def clear(deployment, section, index, name):
    entries = deployment.sections[section]
    if index >= len(entries) or not getattr(entries[index], name):
        return False
    setattr(entries[index], name, None)
    return True
