# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, spoken to through its driver by the WebDriver protocol."""
import json
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars",
]


class Browser:
    """One session of one browser, with a profile of its own that goes with it."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="chatsweep-browser.")
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True)
        for line in self.driver.stdout:
            if started := re.search(r"started successfully on port (\d+)", line):
                self.base = f"http://127.0.0.1:{started[1]}"
                break
        else:
            raise RuntimeError("chromedriver did not start")
        session = self._send("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": [*ARGUMENTS, f"--user-data-dir={self.profile}"]},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}})
        self.session = f"/session/{session['sessionId']}"

    def close(self):
        try:
            self._send("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
            shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, path):
        self._send("POST", f"{self.session}/url", {"url": f"file://{path}"})

    def look(self, width, scheme="light", media="screen"):
        """As wide as that, in that scheme, on a screen or on paper."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900,
                      deviceScaleFactor=1, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", media=media,
                      features=[{"name": "prefers-color-scheme", "value": scheme}])

    def run(self, script, *arguments):
        return self._send("POST", f"{self.session}/execute/sync",
                          {"script": script, "args": list(arguments)})

    def wait_for(self, script, *arguments):
        """What the script gives to its last argument, a function."""
        return self._send("POST", f"{self.session}/execute/async",
                          {"script": script, "args": list(arguments)})

    def console(self):
        """What the page has said since it was last asked."""
        return [f"{entry['level']}: {entry['message']}" for entry in
                self._send("POST", f"{self.session}/se/log", {"type": "browser"})]

    def devtools(self, command, **parameters):
        return self._send("POST", f"{self.session}/goog/cdp/execute",
                          {"cmd": command, "params": parameters})

    def _send(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method, headers={"Content-Type": "application/json"},
            data=None if body is None else json.dumps(body).encode())
        try:
            # Whatever proxy the environment names is not for the driver.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            said = json.load(error)["value"]
            raise RuntimeError(f"{path}: {said['error']}: {said['message']}") from error
