"""Mail on one's own machine: shown where the registry runs, so that codes can be read there."""

import sys
import threading

from django.core.mail.backends.base import BaseEmailBackend

RULE = "-" * 72


class ReadableBackend(BaseEmailBackend):
    """Writes the plain text of each mail to standard error, undisguised by transfer encodings."""

    lock = threading.Lock()

    def send_messages(self, email_messages) -> int:
        """Show them; nothing leaves the machine."""
        with self.lock:
            for mail in email_messages:
                sys.stderr.write(f"{RULE}\nMail to {', '.join(mail.to)}\n{mail.subject}\n\n{mail.body}\n{RULE}\n")
            sys.stderr.flush()
        return len(email_messages)
