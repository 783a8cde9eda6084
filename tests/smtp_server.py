"""A mail server of a few lines on a port of this machine, for what only a real connection shows."""

import contextlib
import socketserver
import threading

from django.test import override_settings

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    timeout = 10

    def handle(self) -> None:
        self.server.owner.connections += 1
        taken = 0
        self.say("220 made-up.example")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"EHLO":
                self.say("250-made-up.example", "250 AUTH PLAIN LOGIN")
            elif command == b"AUTH":
                self.say("535 5.7.8 Not accepted")
            elif command == b"DATA":
                self.say("354 go on")
                self.server.owner.mails.append(self.text())
                taken += 1
                self.say("250 taken")
            elif command == b"MAIL" and taken == self.server.owner.mails_a_connection:
                self.say("421 enough for one connection")
                return
            elif command == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def text(self) -> bytes:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines)


class SmallMailServer:
    """Takes every mail, ends a connection after so many of them, and accepts no password."""

    def __init__(self, mails_a_connection: int = 0) -> None:
        self.mails_a_connection = mails_a_connection or -1
        self.mails: list[bytes] = []
        self.connections = 0

    def __enter__(self) -> "SmallMailServer":
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self.server.daemon_threads = True
        self.server.owner = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *failure) -> None:
        with contextlib.suppress(OSError):
            self.server.shutdown()
            self.server.server_close()
        self.thread.join()

    def settings(self, **more) -> override_settings:
        """Settings under which mail goes here."""
        host, port = self.server.server_address
        return override_settings(EMAIL_BACKEND=BACKEND, EMAIL_HOST=host, EMAIL_PORT=port, **more)
