# SPDX-License-Identifier: Apache-2.0
"""A receiver that answers 200 to everything and counts, in a process of its own."""

import asyncio
import contextlib
import multiprocessing
import os
import pathlib
import tempfile

PORT = multiprocessing.Value("i", 0)
TOLD = multiprocessing.Value("q", 0)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
LENGTH = b"content-length: "


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.bytes = b""

    def data_received(self, data):
        self.bytes += data
        while (end := self.bytes.find(b"\r\n\r\n")) >= 0:
            head = self.bytes[:end].lower()
            at = head.index(LENGTH) + len(LENGTH)
            whole = end + 4 + int(head[at:].split(b"\r\n", 1)[0])
            if len(self.bytes) < whole:
                return
            self.bytes = self.bytes[whole:]
            TOLD.value += 1
            self.transport.write(ANSWER)


async def serve():
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(Connection, "127.0.0.1", PORT.value)
    PORT.value = listener.sockets[0].getsockname()[1]
    await listener.serve_forever()


@contextlib.contextmanager
def listening():
    """Gives a function that says how many requests there were."""
    TOLD.value = 0
    process = multiprocessing.Process(target=lambda: asyncio.run(serve()), daemon=True)
    process.start()
    try:
        yield lambda: TOLD.value
    finally:
        process.terminate()
        process.join()


@contextlib.contextmanager
def configuration():
    """A configuration that names the receiver, as the path of its file."""
    with listening():
        while PORT.value == 0:
            pass
    with tempfile.TemporaryDirectory() as folder:
        secret = pathlib.Path(folder, "secret")
        secret.touch(mode=0o600)
        secret.write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", encoding="utf-8")
        file = pathlib.Path(folder, "receiver.yaml")
        file.write_text("version: 1\nreceivers:\n  - name: desk\n"
                        f"    url: http://127.0.0.1:{PORT.value}/\n    allow_local: true\n"
                        f"    secret: {{ file: {secret} }}\n", encoding="utf-8")
        yield os.fspath(file)
