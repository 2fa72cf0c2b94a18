"""Completion in bash and zsh offers every command and option of the program's help."""

import os
import re
import shutil

from harness import PROGRAM, ROOT, Case, lyncdns, run

BASH = r"""
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_lyncdns 2>/dev/null
[ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
"""

# Of zsh's own functions, what they would offer.
ZSH = r"""
_describe() { local word; for word in "${(@P)2}"; do print -r -- "${word%%:*}"; done }
compadd() { local -a choices=("${(@P)2}"); (( ! $#choices )) || print -rl -- $choices }
compset() { words[CURRENT]=${words[CURRENT]#*=} }
_files() { print -r -- FILES }
script=$1; shift
words=("$@") CURRENT=$#
complete_it() { source $script }
complete_it
"""


def commands():
    return re.findall(r"^  ([a-z-]+)  ", lyncdns("help").out, re.M)


def options(command):
    return re.findall(r"^  (?:-\w, |    )(--[a-z-]+)", lyncdns("help", command).out, re.M)


class Completion:
    """Tests for both shells. offered(WORDS…): the completions of the last word."""

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
            ("a subcommand of history", ["history", ""], ["list", "show", "diff", "finding", "prune"]),
            ("a record", ["records", "--explain", ""], ["all"] + [row["record"] for row in lyncdns("records", "--explain", "all", "-f", "json").json()["records"]]),
            ("nothing for a number", ["audit", "--tries", ""], []),
        ]
        for title, words, wanted in rows:
            with self.subTest(row=title):
                self.assertEqual(self.offered(*words), wanted)

    def environment(self):
        return dict(os.environ, LC_ALL="C.UTF-8")


class Bash(Completion, Case):
    def offered(self, *words):
        done = run("bash", "--norc", "-c", BASH, "bash", ROOT / "configs/completion/bash/lyncdns", PROGRAM, *words,
                   text=True, env=self.environment(), cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def test_partial_words(self):
        self.write("contoso.yaml", "")
        self.write("a folder/zone", "")
        rows = [
            ("a command", ["au"], ["audit"]),
            ("an option", ["audit", "--fai"], ["--fail-on"]),
            ("a word after =", ["audit", "--fail-on", "=", "w"], ["warning"]),
            ("nothing after =", ["audit", "--fail-on", "="], ["error", "warning", "info", "never"]),
            ("an operand", ["audit", "con"], ["contoso.yaml"]),
            ("an operand after a flag", ["audit", "-q", "con"], ["contoso.yaml"]),
            ("a file of an option", ["audit", "-o", "a"], ["a folder"]),
            ("a file of a view", ["audit", "--zone", "internal", "=", "a"], ["a folder"]),
            ("a file of a view after =", ["audit", "--zone", "=", "internal", "=", "a"], ["a folder"]),
        ]
        for title, words, wanted in rows:
            with self.subTest(row=title):
                self.assertEqual(self.offered(*words), wanted)


class Zsh(Completion, Case):
    def setUp(self):
        super().setUp()
        if not shutil.which("zsh"):
            self.skipTest("zsh is not installed")

    def offered(self, *words):
        done = run("zsh", "-f", "-c", ZSH, "zsh", ROOT / "configs/completion/zsh/_lyncdns", PROGRAM, *words,
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
