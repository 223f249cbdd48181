"""A time-stamping authority on loopback (RFC 3161), whose answers OpenSSL makes."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIG = """\
[ca]
basicConstraints = critical, CA:true
[tsa]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[stamps]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
"""


def _run(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make_authority(folder: Path) -> Path:
    """Make keys and certificates of an authority; return its root certificate."""
    folder.mkdir()
    config, root, key = folder / "config", folder / "root.pem", folder / "root.key"
    config.write_text(_CONFIG.format(folder=folder), "utf-8")
    (folder / "serial").write_text("01\n", "utf-8")
    new = ("req", "-newkey", "rsa:2048", "-nodes", "-keyout")
    _run(*new, key, "-x509", "-subj", "/CN=Root", "-days", 3650, "-out", root)
    _run(*new, folder / "tsa.key", "-subj", "/CN=Clock", "-out", folder / "tsa.csr")
    signed = ("x509", "-req", "-in", folder / "tsa.csr", "-CA", root, "-CAkey", key, "-days", 3650)
    extensions = ("-extfile", config, "-extensions", "tsa", "-CAcreateserial")
    _run(*signed, *extensions, "-out", folder / "tsa.pem")
    return root


@contextmanager
def serve_authority(folder: Path) -> Iterator[str]:
    """Serve the authority; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            config = ("-config", folder / "config", "-section", "stamps")
            files = ("-queryfile", folder / "query", "-out", folder / "answer")
            _run("ts", "-reply", *config, *files)
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "answer").read_bytes())

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
