"""Headless Chromium, spoken to over a pipe (the DevTools protocol), with the standard library only."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time
import unittest

from process import Process, bound, forget, overdue, tail, witness

FLAGS = [
    "--headless",
    "--no-sandbox",  # the tests also run as root, in containers
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name leaves the machine, even if the page asks
    "--remote-debugging-pipe",
]


class Browser:
    """A browser for as long as a `with` block. Every page it loads is watched: `said` holds console messages and errors, `requests` the
    addresses asked for."""

    def __init__(self, timeout=60):
        self.timeout, self.said, self.requests = timeout, [], []
        self.count, self.buffer, self.loaded = 0, b"", set()
        self.process = self.folder = self.session = None

    def __enter__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if not program:
            raise unittest.SkipTest("Chromium is not installed")
        self.folder = tempfile.mkdtemp(prefix="lyncdns-chromium-")
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()

        def wire():  # the protocol's pipe is at 3 and 4; high numbers first, so that neither overwrites the other
            high_in, high_out = os.dup2(to_browser, 98), os.dup2(from_browser, 99)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        with open(f"{self.folder}/log", "wb") as log:
            command = [program, *FLAGS, f"--user-data-dir={self.folder}", "about:blank"]
            self.process = Process(*command, stdout=log, stderr=log, close_fds=False, preexec_fn=wire)
        forget(self.process)  # the browser reports it
        witness(self)
        os.close(to_browser)
        os.close(from_browser)
        os.set_blocking(self.out, False)
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.call(f"{domain}.enable")
            self.call("Page.setLifecycleEventsEnabled", enabled=True)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        forget(self)
        os.close(self.out)  # the browser ends with its pipe
        try:
            self.process.wait(bound(10))
        except subprocess.TimeoutExpired:
            pass  # then by force
        self.process.stop()
        os.close(self.inp)
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- the protocol ----

    def seen(self):
        with open(f"{self.folder}/log", errors="replace") as log:
            return f"Chromium\n{tail(log.read(), 4000)}"

    def _deadline(self):
        return time.monotonic() + bound(self.timeout)

    def _message(self, deadline):
        while b"\0" not in self.buffer:
            if not select.select([self.inp], [], [], max(0, deadline - time.monotonic()))[0]:
                raise overdue("a message from Chromium", bound(self.timeout))
            chunk = os.read(self.inp, 1 << 20)
            if not chunk:
                raise RuntimeError(f"Chromium ended\n{self.seen()}")
            self.buffer += chunk
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def _note(self, event):
        method, params = event.get("method"), event.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(arg.get("value", arg.get("description"))) for arg in params["args"]))
        elif method == "Runtime.exceptionThrown":
            self.said.append(params["exceptionDetails"].get("exception", {}).get("description") or params["exceptionDetails"]["text"])
        elif method == "Log.entryAdded":
            self.said.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Page.lifecycleEvent" and params["name"] == "load":
            self.loaded.add(params["loaderId"])

    def call(self, method, **params):
        self.count += 1
        number, message = self.count, {"id": self.count, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        deadline = self._deadline()
        while data:
            if not select.select([], [self.out], [], max(0, deadline - time.monotonic()))[1]:
                raise overdue(f"Chromium takes {method}", bound(self.timeout))
            data = data[os.write(self.out, data) :]
        while True:
            answer = self._message(deadline)
            if answer.get("id") != number:
                self._note(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer.get("result", {})

    # ---- pages ----

    def open(self, path, width=1280, height=900, dark=False, script=True):
        """Loads a file into a window of that size, and returns when it is there whole."""
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.said.clear()
        self.requests.clear()
        loader = self.call("Page.navigate", url=path.resolve().as_uri())["loaderId"]
        deadline = self._deadline()
        while loader not in self.loaded:
            self._note(self._message(deadline))

    def js(self, expression):
        """The value of a JavaScript expression (or what its promise brings), with the page as it is."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", "exception"))
        return answer["result"].get("value")
