"""Completion in bash and zsh offers every command and option of the program's help, and the names, views and keys of the user's files."""

import itertools
import json
import os
import re
import shlex
import shutil

from harness import PROGRAM, ROOT, Case, Terminal, lyncdns, run

BASH = r"""
source "$1"
COMP_LINE=$2 COMP_POINT=${#2} COMP_LINE+=$3
_lyncdns
[ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
"""

# Of zsh's own functions, what they would offer.
ZSH = r"""
_describe() { local word; for word in "${(@P)2}"; do print -r -- "${word%%:*}"; done }
compadd() { local suffix; [[ $1 == -S ]] && suffix=$2; local -a choices=("${(@P)@[-1]}"); (( ! $#choices )) || print -rl -- $^choices$suffix }
compset() { [[ ${words[CURRENT]} == ${~2}* ]] && words[CURRENT]=${words[CURRENT]#${~2}} }
_files() { print -r -- FILES }
script=$1 CURRENT=$2; shift 2
words=("$@")
complete_it() { source $script }
complete_it
"""


TOPOLOGY = """version: 1
name: contoso
sip-domains: [contoso.com]
views: [{name: internal, servers: [127.0.0.1]}, {name: external, servers: [127.0.0.1]}]
exchange-um: [{fqdn: um.contoso.com}]
pstn-gateways: [{fqdn: gw.contoso.com}]
"""

ZONE = """$ORIGIN contoso.com.
@ 300 SOA ns1 hostmaster 1 1 1 1 1
@ NS ns1
ns1 A 10.0.0.1
um A 10.1.0.1
um AAAA fd00::1
"""


def commands():
    return re.findall(r"^  ([a-z-]+)  ", lyncdns("help").out, re.M)


def options(command):
    return re.findall(r"^  (?:-\w, |    )(--[a-z-]+)", lyncdns("help", command).out, re.M)


class Completion:
    """Tests for both shells. offered(WORDS…, after=[…]): the completions of the last word, with those words after the cursor."""

    def test_commands(self):
        self.assertIn("audit", commands())
        self.assertLessEqual(set(commands()) | {"--version", "--help"}, set(self.offered("")))

    def test_options(self):
        for command in commands():
            with self.subTest(command=command):
                self.assertIn("--help", options(command))
                self.assertEqual(set(self.offered(command, "--")), set(options(command)))

    def test_words_of_an_option(self):
        severities = ["error", "warning", "info", "never"]
        rows = [
            ("a separate value", ["audit", "--fail-on", ""], severities),
            ("after a letter", ["rules", "-f", ""], ["text", "json"]),
            ("of another command", ["validate", "--format", ""], ["text", "json"]),
            ("after operands", ["audit", "a.yaml", "--fail-on", ""], severities),
            ("a rule", ["rules", ""], re.findall(r"^[A-Z0-9]+\d", lyncdns("rules").out, re.M)),
            ("a command", ["help", ""], commands()),
            ("a subcommand of history", ["history", ""], ["list", "show", "diff", "finding", "keys", "prune"]),
            ("a record", ["records", "--explain", ""], ["all"] + [row["record"] for row in lyncdns("records", "--explain", "all", "-f", "json").json()["records"]]),
            ("nothing for a run", ["history", "show", ""], []),
            ("nothing of no topology", ["check", ""], []),
            ("nothing for a number", ["audit", "--tries", ""], []),
        ]
        for title, words, wanted in rows:
            with self.subTest(row=title):
                self.assertEqual(self.offered(*words), wanted)

    def test_names_views_and_domains_of_a_topology(self):
        t = self.write("a folder/contoso.yaml", TOPOLOGY)
        shutil.copy(t, self.folder / "-t.yaml")
        names = ["um.contoso.com", "gw.contoso.com"]
        every = names + [row["record"] for row in lyncdns("records", t, "-f", "json").json()["records"]]
        rows = [
            ("names", ["check", "-t", t, ""], every),
            ("after another name", ["check", "um.contoso.com", "--topology", t, ""], every),
            ("of a topology in the same word", ["check", f"--topology={t}", ""], every),
            ("the same after a letter", ["check", f"-t{t}", ""], every),
            ("of a file that looks like an option", ["check", "-t", "-t.yaml", ""], every),
            ("views", ["preview", t, "--view", ""], ["internal", "external"]),
            ("views with their servers", ["audit", t, "-s", ""], ["internal=", "external="]),
            ("of a topology that is not the first word", ["audit", "-q", "--tries", "3", t, "-s", ""], ["internal=", "external="]),
            ("SIP domains", ["records", t, "--domain", ""], ["contoso.com"]),
            ("of no file", ["check", "-t", self.folder / "missing", ""], []),
            ("of a folder", ["preview", self.folder, "--view", ""], []),
            ("of something else", ["check", "-t", PROGRAM, ""], []),
        ]
        for title, words, wanted in rows:
            with self.subTest(row=title):
                self.assertEqual(set(self.offered(*words)), set(wanted))
        self.assertEqual(self.offered("records", "--domain", "", after=[t]), ["contoso.com"])

    def test_keys_of_a_history(self):
        history = self.folder / "my history"
        t = self.write("t.yaml", TOPOLOGY)
        lyncdns("audit", t, "--zone", self.write("contoso.com.zone", ZONE), "--history", history)
        keys = lyncdns("history", "keys", "--history", history).out.splitlines()
        self.assertIn("UM001:um.contoso.com", keys)
        rules = sorted({key.split(":")[0] for key in keys})
        wanted = rules + [self.shown(key) for key in keys]
        for words in (["--history", history, "finding", ""], [f"--history={history}", "finding", ""]):
            self.assertEqual(self.offered("history", *words), wanted)
        self.assertEqual(self.offered("history", "finding", "", after=["--history", history]), wanted)
        self.assertEqual(self.offered("history", "--history", history, "list", ""), ["contoso"])
        self.assertEqual(self.offered("history", "--history", self.folder / "missing", "list", ""), [])

    def test_hostile_names_on_a_terminal(self):
        """What the shell gets after Tab and Enter is the name, to the letter; nothing of it is executed."""
        views = ["a b", "c$(touch pwned)", "d`touch pwned`", "e'; touch pwned; '", 'f"; touch pwned; "', "g\\$(touch pwned)", "h!!", "i&touch pwned&",
                 "j*", "k>pwned", "l{1,2}", "m~", "n #", "o|touch pwned", "p\\", "ö", "q[r]", "r:s", "s$HOME", "t;u", "u@v", "v<w", "w(x)", "x?", "y^z"]
        listed = "".join(f"  - {{name: {json.dumps(view)}, servers: [127.0.0.1]}}\n" for view in views)
        self.write("t.yaml", f"version: 1\nname: t\nviews:\n{listed}exchange-um: [{{fqdn: um.contoso.com}}]\n")
        program = self.write("lyncdns", f"""#!/bin/sh
case $1 in help|validate) exec {shlex.quote(str(PROGRAM))} "$@";; esac
for word; do printf '%s\\0' "$word"; done >got
echo RAN
""")
        program.chmod(0o755)
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "HOME": str(self.folder), "ZDOTDIR": str(self.folder)}
        with Terminal(*self.SHELL, env=environment) as terminal:
            terminal.send(f"cd {self.folder}; {self.START}; PS1=REA''DY\r")
            for view, mark in itertools.product(views, ("", "'", '"')):
                terminal.expect("READY")
                terminal.expect_keys()
                terminal.send(f"lyncdns preview t.yaml --view {mark}{view[0]}\t\r")
                with self.subTest(view=view, mark=mark):
                    terminal.expect("RAN")
                    got = (self.folder / "got").read_bytes().decode().split("\0")[:-1]
                    self.assertEqual(got, ["preview", "t.yaml", "--view", view])
                    self.assertFalse((self.folder / "pwned").exists())

    def environment(self):
        return dict(os.environ, LC_ALL="C.UTF-8")


class Bash(Completion, Case):
    SHELL = ["bash", "--norc", "-i"]
    START = f"bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; source {ROOT / 'configs/completion/bash/lyncdns'}"

    def offered(self, *words, after=()):
        return self.completed(shlex.join(map(str, [PROGRAM, *words[:-1]])) + f" {words[-1]}", shlex.join(map(str, ["", *after]))[2:])

    def completed(self, line, rest=""):
        done = run("bash", "--norc", "-c", BASH, "bash", ROOT / "configs/completion/bash/lyncdns", line, rest,
                   text=True, env=self.environment(), cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    @staticmethod
    def shown(word):
        return re.sub(r"([^\w.:/@%+=-])", r"\\\1", word)

    def test_partial_words(self):
        self.write("contoso.yaml", TOPOLOGY)
        self.write("a folder/zone", "")
        rows = [
            ("a command", "au", ["audit"]),
            ("an option", "audit --fai", ["--fail-on"]),
            ("a word after =", "audit --fail-on=w", ["warning"]),
            ("nothing after =", "audit --fail-on=", ["error", "warning", "info", "never"]),
            ("an operand", "audit con", ["contoso.yaml"]),
            ("an operand after a flag", "audit -q con", ["contoso.yaml"]),
            ("a file of an option", "audit -o a", ["a folder"]),
            ("a file in quotation marks", "audit -o 'a fo", ["a folder"]),
            ("a file behind a backslash", "audit -o a\\ fo", ["a folder"]),
            ("a file of a view", "audit --zone internal=a", ["a folder"]),
            ("a file of a view after =", "audit --zone=internal=a", ["a folder"]),
            ("a view after =", "audit contoso.yaml --zone=e", ["external="]),
            ("a file of every view", "audit contoso.yaml --zone a", ["a folder"]),
            ("a name", "check -t contoso.yaml um", ["um.contoso.com"]),
            ("a name in quotation marks", 'check -t "contoso.yaml" "um', ["um.contoso.com"]),
        ]
        for title, line, wanted in rows:
            with self.subTest(row=title):
                self.assertEqual(self.completed(f"{PROGRAM} {line}"), wanted)

class Zsh(Completion, Case):
    SHELL = ["zsh", "-f", "-i"]
    START = f"PROMPT_EOL_MARK=; unsetopt beep; fpath=({ROOT / 'configs/completion/zsh'} $fpath); autoload -Uz compinit && compinit -u -D"

    def setUp(self):
        super().setUp()
        if not shutil.which("zsh"):
            self.skipTest("zsh is not installed")

    @staticmethod
    def shown(word):
        return word

    def offered(self, *words, after=()):
        line = [shlex.quote(str(word)) for word in (PROGRAM, *words[:-1])] + [words[-1]] + [shlex.quote(str(word)) for word in after]
        done = run("zsh", "-f", "-c", ZSH, "zsh", ROOT / "configs/completion/zsh/_lyncdns", str(len(words) + 1), *line,
                   text=True, env=self.environment(), cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def test_files(self):
        rows = [
            ("an operand", ["audit", ""], ["FILES"]),
            ("an operand after a flag", ["audit", "-q", ""], ["FILES"]),
            ("a file of an option", ["audit", "-o", ""], ["FILES"]),
            ("a file after =", ["audit", "--zone=internal=", ], ["FILES"]),
            ("a word after =", ["audit", "--fail-on=", ], ["error", "warning", "info", "never"]),
        ]
        for title, words, wanted in rows:
            with self.subTest(row=title):
                self.assertEqual(self.offered(*words), wanted)


if __name__ == "__main__":
    import unittest

    unittest.main()
